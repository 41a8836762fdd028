import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { everyPage, LONGEST_PAGE, pageOf } from "./paging";
import type { CollectionFields } from "./types";

export const collectionsKey = ["collections"] as const;

/** Everybody's, by name, page by page. */
export const collections = infiniteQueryOptions({
  queryKey: collectionsKey,
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/api/v2/collections", { params: { query: pageOf(pageParam) }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  staleTime: 0,
});

/** Those that use a model: some hundreds at most, which is more than anybody reads. */
export function collectionsOf(modelId: string) {
  const query = { model_id: modelId, limit: LONGEST_PAGE };
  return queryOptions({
    queryKey: [...collectionsKey, modelId] as const,
    queryFn: async ({ signal }) =>
      (await answer(api.GET("/api/v2/collections", { params: { query }, signal }))).collections,
    staleTime: 0,
  });
}

/** Those of one account, which keep it from being removed. */
export function collectionsOwnedBy(userId: string) {
  return queryOptions({
    queryKey: [...collectionsKey, "owned by", userId] as const,
    queryFn: async ({ signal }) => {
      const pages = await everyPage((query) =>
        answer(api.GET("/api/v2/collections", { params: { query }, signal })),
      );
      return pages.flatMap((page) => page.collections).filter((one) => one.owner_id === userId);
    },
    staleTime: 0,
  });
}

export function createCollection(fields: CollectionFields) {
  return answer(api.POST("/api/v2/collections", { body: fields }));
}

export function changeCollection(id: string, fields: CollectionFields) {
  const params = { path: { collection_id: id } };
  return answer(api.PATCH("/api/v2/collections/{collection_id}", { params, body: fields }));
}

/** The index was built anew with what is installed now. */
export function noteReindexed(id: string) {
  const params = { path: { collection_id: id } };
  return answer(api.POST("/api/v2/collections/{collection_id}/reindexed", { params }));
}

export async function deleteCollection(id: string): Promise<void> {
  await api.DELETE("/api/v2/collections/{collection_id}", {
    params: { path: { collection_id: id } },
  });
}
