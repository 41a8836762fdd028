import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";

/** Deleted models that can still be brought back. Stale whenever the list of models is. */
export const trash = queryOptions({
  queryKey: [...modelKeys.all, "trash"] as const,
  queryFn: ({ signal }) => answer(api.GET("/api/v2/models/trash", { signal })),
  staleTime: 0,
});

/** Takes a deletion back: the one with this id, or the model's last one. */
export function restoreModel(modelId: string, id?: string) {
  return answer(
    api.POST("/api/v2/models/restore", { body: { model_id: modelId, ...(id ? { id } : {}) } }),
  );
}
