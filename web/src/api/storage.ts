import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";
import { LONGEST_PAGE, pageOf } from "./paging";

/** Below the models' key, but for the leftovers: whatever changes the list can have changed these. */
export const storageKeys = {
  map: [...modelKeys.all, "map"] as const,
  extra: [...modelKeys.all, "extra"] as const,
  history: [...modelKeys.all, "history"] as const,
  leftovers: ["leftovers"] as const,
  verifications: [...modelKeys.all, "verifications"] as const,
  updates: [...modelKeys.all, "updates"] as const,
};

/** What lies on the disk, in parts that together are the whole of it. */
export const diskMap = queryOptions({
  queryKey: storageKeys.map,
  queryFn: ({ signal }) => answer(api.GET("/api/v2/cache/map", { signal })),
});

/** Further caches that are only read: what they hold, and whether they answer. */
export const extraCaches = queryOptions({
  queryKey: storageKeys.extra,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v2/cache/extra", { signal }))).caches,
});

/** What took the space over the last days, the oldest sample first. */
export function diskHistory(days: number) {
  return queryOptions({
    queryKey: [...storageKeys.history, days] as const,
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v2/cache/history", { params: { query: { days } }, signal })))
        .samples,
    placeholderData: (last) => last,
  });
}

/** What lies in the cache and nothing needs. The server looks at the disk for it. */
export const leftovers = queryOptions({
  queryKey: storageKeys.leftovers,
  queryFn: ({ signal }) => answer(api.GET("/api/v2/cache/reclaim", { signal })),
});

/** What a deed would do, asked anew each time: the disk has changed since. */
const REHEARSAL = { staleTime: 0, gcTime: 0, retry: false };

export function reclaimRehearsal(ids: string[]) {
  return queryOptions({
    queryKey: ["reclaim", ids] as const,
    queryFn: () => reclaim(ids, true),
    ...REHEARSAL,
  });
}

/** Lets go of what was chosen; with `dryRun` it only says what would come of it. */
export function reclaim(ids: string[], dryRun: boolean) {
  return answer(api.POST("/api/v2/cache/reclaim", { body: { ids, dry_run: dryRun } }));
}

/** What was verified when, what came of it, and what is under way. */
export const verifications = queryOptions({
  queryKey: storageKeys.verifications,
  queryFn: ({ signal }) =>
    answer(
      api.GET("/api/v2/models/verify", { params: { query: { limit: LONGEST_PAGE } }, signal }),
    ),
  staleTime: 0,
});

export function verifyAll() {
  return answer(api.POST("/api/v2/models/verify", { body: { all: true } }));
}

export function cancelVerifications() {
  return answer(api.POST("/api/v2/models/verify/cancel"));
}

/**
 * Models of which the Hub said last that it has something newer, or did not tell, and the pinned
 * ones, page by page. Asks no Hub.
 */
export const updates = infiniteQueryOptions({
  queryKey: storageKeys.updates,
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) => {
    const query = { notable: true, ...pageOf(pageParam) };
    return answer(api.GET("/api/v2/models/updates", { params: { query }, signal }));
  },
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  staleTime: 0,
});

/** Asks the Hub now, about one model. */
export function checkForUpdate(modelId: string) {
  return answer(api.POST("/api/v2/models/updates/check", { body: { model_id: modelId } }));
}

/** Who asks has seen which collections it concerns. */
export function applyUpdate(modelId: string) {
  return answer(
    api.POST("/api/v2/models/updates/apply", { body: { model_id: modelId, confirm: true } }),
  );
}

export function pinModel(modelId: string) {
  return answer(api.POST("/api/v2/models/updates/pin", { body: { model_id: modelId } }));
}

export function unpinModel(modelId: string) {
  return answer(api.POST("/api/v2/models/updates/unpin", { body: { model_id: modelId } }));
}
