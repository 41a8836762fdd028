import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

const FRESH_MS = 300_000;

/** How much of the cache nothing needs. The server looks at the disk for it: seldom asked. */
export const reclaimable = queryOptions({
  queryKey: ["reclaim", "suggested"] as const,
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v2/cache/reclaim", { signal }))).suggested_bytes,
  staleTime: FRESH_MS,
  retry: false,
});
