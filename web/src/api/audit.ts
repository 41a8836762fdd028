import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { AuditOutcome } from "./types";

export interface AuditFilter {
  outcome?: AuditOutcome;
  actor?: string;
  about?: string;
}

const PAGE_SIZE = 50;

/** Who did what, the newest first, page by page. */
export function auditTrail(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", filter] as const,
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET("/api/v2/audit", {
          params: {
            query: { ...filter, limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
          signal,
        }),
      ),
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (last) => last,
    staleTime: 0,
  });
}
