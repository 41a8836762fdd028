/** The models that people add to the list themselves. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";
import type { CustomModelChanges, NewCustomModel } from "./types";

/** One entry, with what was set and what was detected. Stale whenever the list is. */
export function customModel(id: string) {
  return queryOptions({
    queryKey: [...modelKeys.all, "custom", id] as const,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v2/models/custom/{custom_model_id}", {
          params: { path: { custom_model_id: id } },
          signal,
        }),
      ),
    staleTime: 0,
  });
}

export function addCustomModel(model: NewCustomModel) {
  return answer(api.POST("/api/v2/models/custom", { body: model }));
}

export function changeCustomModel(id: string, changes: CustomModelChanges) {
  const params = { path: { custom_model_id: id } };
  return answer(api.PATCH("/api/v2/models/custom/{custom_model_id}", { params, body: changes }));
}

export function removeCustomModel(id: string) {
  const params = { path: { custom_model_id: id } };
  return answer(api.DELETE("/api/v2/models/custom/{custom_model_id}", { params }));
}
