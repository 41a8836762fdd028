/** The models that people add to the list themselves. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";
import type { CustomModelChanges, Existing, NewCustomModel } from "./types";

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

/** Looks at the repository anew; what was set stays. */
export function detectAnew(id: string) {
  const params = { path: { custom_model_id: id } };
  return answer(api.POST("/api/v2/models/custom/{custom_model_id}/detect", { params }));
}

/** Where one's own list can be had as YAML, as a file to keep. */
export const CUSTOM_LIST_ADDRESS = "/api/v2/models/custom/export";

/** Adds the models of such a list to one's own. */
export function takeInCustomList(list: string, existing: Existing) {
  return answer(
    api.POST("/api/v2/models/custom/import", {
      params: { query: { existing } },
      body: list,
      bodySerializer: (text) => text,
      headers: { "Content-Type": "application/yaml" },
    }),
  );
}

export function removeCustomModel(id: string) {
  const params = { path: { custom_model_id: id } };
  return answer(api.DELETE("/api/v2/models/custom/{custom_model_id}", { params }));
}
