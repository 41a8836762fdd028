import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { AuditEntry, AuditOutcome, AuditPage, Deed } from "./types";

export interface AuditFilter {
  outcome?: AuditOutcome;
  deed?: Deed[];
  actor?: string;
  about?: string;
  /** ISO times: at or after the one, before the other. */
  since?: string;
  until?: string;
}

const PAGE_SIZE = 50;
const LARGEST_PAGE = 500;

/** Of the entries that fit, the newest, `most` or all of them; for a file rather than a page. */
export async function newestEntries(filter: AuditFilter, most: number): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let cursor: string | null = null;
  do {
    const query = { ...filter, limit: LARGEST_PAGE, ...(cursor ? { cursor } : {}) };
    const page: AuditPage = await answer(api.GET("/api/v2/audit", { params: { query } }));
    found.push(...page.entries);
    cursor = page.next_cursor;
  } while (cursor !== null && found.length < most);
  return found.slice(0, most);
}

/** Who did what, the newest first, page by page. */
export function auditTrail(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: ["audit", filter] as const,
    initialPageParam: undefined as string | undefined,
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
