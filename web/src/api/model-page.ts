/** What the page of one model asks for, and what it can do there. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";
import type { Precision } from "./types";

/** All that is known here of one model. Stale whenever the list is. */
export function modelDetails(modelId: string) {
  return queryOptions({
    queryKey: modelKeys.details(modelId),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v2/models/details", { params: { query: { model_id: modelId } }, signal }),
      ),
  });
}

const FRESH_MS = 300_000;

/** What the Hub's files tell of a model, with evidence. */
export function inspection(modelId: string) {
  return queryOptions({
    queryKey: ["hub", "inspect", modelId] as const,
    queryFn: ({ signal }) =>
      answer(api.GET("/api/v2/hub/inspect", { params: { query: { model_id: modelId } }, signal })),
    enabled: modelId !== "",
    staleTime: FRESH_MS,
    retry: false,
  });
}

export interface Workload {
  context?: number;
  batch?: number;
  precision?: Precision;
}

/** Memory for a model and some work; what is left out is what is usual. */
export function memoryEstimate(modelId: string, work: Workload) {
  return queryOptions({
    queryKey: ["memory", modelId, work] as const,
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v2/models/memory", {
          params: { query: { model_id: modelId, ...work } },
          signal,
        }),
      ),
    placeholderData: (last) => last,
    retry: false,
  });
}

/** Loads the model once, in a process of its own with limits. */
export function tryModel(modelId: string) {
  return answer(api.POST("/api/v2/models/try", { body: { model_id: modelId } }));
}
