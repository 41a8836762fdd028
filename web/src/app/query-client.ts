import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { operationKeys } from "@/api/operations";
import { ApiProblem, hasCode } from "@/api/problem";
import { sessionKey } from "@/api/session";

const RETRIES = 2;
/** Live events keep the data true; a fetch on each focus would only load the server. */
const STALE_MS = 60_000;

function worthRetrying(failures: number, error: unknown): boolean {
  const final = error instanceof ApiProblem && error.status >= 400 && error.status < 500;
  return !final && failures < RETRIES;
}

export function createQueryClient(): QueryClient {
  function noticeSignedOut(error: unknown): void {
    if (hasCode(error, "not_signed_in")) void client.invalidateQueries({ queryKey: sessionKey });
  }
  const client = new QueryClient({
    queryCache: new QueryCache({ onError: noticeSignedOut }),
    mutationCache: new MutationCache({ onError: noticeSignedOut }),
    defaultOptions: {
      queries: { retry: worthRetrying, staleTime: STALE_MS, refetchOnWindowFocus: false },
    },
  });
  client.setQueryDefaults(operationKeys.heard, { gcTime: Number.POSITIVE_INFINITY });
  return client;
}
