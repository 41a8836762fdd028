import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import type { CollectionFields } from "./types";

export const collectionsKey = ["collections"] as const;

export const collections = queryOptions({
  queryKey: collectionsKey,
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v2/collections", { signal }))).collections,
  staleTime: 0,
});

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
