import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { HubSearchQuery } from "./types";

export type HubFilter = Omit<HubSearchQuery, "limit" | "cursor">;

const PAGE_SIZE = 20;

/**
 * Models of the Hub, page by page. A question that nobody waits for any more, since the reader
 * typed on, is called off all the way to the Hub.
 */
export function hubSearch(filter: HubFilter) {
  return infiniteQueryOptions({
    queryKey: ["hub", "search", filter] as const,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { ...filter, limit: PAGE_SIZE, ...(pageParam ? { cursor: pageParam } : {}) };
      return answer(api.GET("/api/v2/hub/search", { params: { query }, signal }));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: (last) => last,
    // The Hub counts requests: the server tried long enough, and "Try again" is the reader's.
    retry: false,
  });
}

const tokenKey = ["hub", "token"] as const;

/** What is known of the Hub's token; never the token. For administrators. */
export const hubToken = queryOptions({
  queryKey: tokenKey,
  queryFn: ({ signal }) => answer(api.GET("/api/v2/hub/token", { signal })),
  staleTime: 0,
});

/** The Hub is asked whose it is; what it does not accept is not saved. */
export function saveHubToken(token: string) {
  return answer(api.PUT("/api/v2/hub/token", { body: { token } }));
}

export function removeHubToken() {
  return answer(api.DELETE("/api/v2/hub/token"));
}
