import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";
import { pageOf } from "./paging";

/**
 * Deleted models that can still be brought back, page by page. Stale whenever the list of models
 * is.
 */
export const trash = infiniteQueryOptions({
  queryKey: [...modelKeys.all, "trash"] as const,
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/api/v2/models/trash", { params: { query: pageOf(pageParam) }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
  staleTime: 0,
});

/** Takes a deletion back: the one with this id, or the model's last one. */
export function restoreModel(modelId: string, id?: string) {
  return answer(
    api.POST("/api/v2/models/restore", { body: { model_id: modelId, ...(id ? { id } : {}) } }),
  );
}
