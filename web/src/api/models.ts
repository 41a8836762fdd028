import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { MODELS_PER_PAGE } from "./limits";
import { isFinished, laterReport } from "./operation-state";
import { heardOperations, type OperationsById } from "./operations";
import type { FileChoice, ModelList, ModelListQuery } from "./types";

export type ModelFilter = Pick<
  ModelListQuery,
  "model_type" | "installed_only" | "status" | "fits" | "q" | "sort"
>;

export const modelKeys = {
  all: ["models"] as const,
  lists: ["models", "list"] as const,
  list: (filter: ModelFilter) => ["models", "list", filter] as const,
  plan: (modelId: string, files: FileChoice, revision: string) =>
    ["models", "plan", modelId, files, revision] as const,
  details: (modelId: string) => ["models", "details", modelId] as const,
  removal: (modelId: string) => ["models", "removal", modelId] as const,
};

/** The models of one filter, page by page. */
export function modelList(filter: ModelFilter) {
  return infiniteQueryOptions({
    queryKey: modelKeys.list(filter),
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, client, signal }) => {
      const query = {
        ...filter,
        limit: MODELS_PER_PAGE,
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const page = await answer(api.GET("/api/v2/models", { params: { query }, signal }));
      return withHeard(page, heardOperations(client));
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    // Until another list has come, the counts and the disk of the last one still hold; its models
    // do only where they are of the same type.
    placeholderData: (last, lastQuery) => {
      const lastFilter = lastQuery?.queryKey[2];
      if (last === undefined || lastFilter?.model_type === filter.model_type) return last;
      return { ...last, pages: last.pages.map((page) => ({ ...page, models: [] })) };
    },
  });
}

/** A list that was read before a live event can arrive after it. */
function withHeard(page: ModelList, heard: OperationsById): ModelList {
  return {
    ...page,
    models: page.models.map((model) => {
      if (!model.operation) return model;
      const latest = laterReport(heard[model.operation.id], model.operation);
      return { ...model, operation: isFinished(latest) ? null : latest };
    }),
  };
}

/** What a download would fetch. Asked anew each time: the Hub and the disk change. */
export function downloadPlan(modelId: string, files: FileChoice, revision = "") {
  const body = { model_id: modelId, files, revision: revision || null };
  return queryOptions({
    queryKey: modelKeys.plan(modelId, files, revision),
    queryFn: ({ signal }) => answer(api.POST("/api/v2/models/plan", { body, signal })),
    placeholderData: (last) => last,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** What a deletion would free, who stands in its way, and how the model comes back. */
export function removalPlan(modelId: string) {
  return queryOptions({
    queryKey: modelKeys.removal(modelId),
    queryFn: ({ signal }) =>
      answer(
        api.GET("/api/v2/models/removal", { params: { query: { model_id: modelId } }, signal }),
      ),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/**
 * Who asks has seen the plan, its risks, and which collections it concerns. With `startNow` it does
 * not wait for the hours of big downloads.
 */
export function startDownload(
  modelId: string,
  files: FileChoice,
  { revision = null, startNow = false }: { revision?: string | null; startNow?: boolean } = {},
) {
  const body = { model_id: modelId, files, revision, start_now: startNow, confirm: true };
  return answer(api.POST("/api/v2/models/download", { body }));
}

export interface Consent {
  confirm: boolean;
  force: boolean;
  /** The model's id as it was typed, for a forced deletion. */
  typed_name?: string;
}

/** Fetches what is missing or wrong of a model, at the revision that is here, and nothing else. */
export function repairModel(modelId: string, confirm: boolean) {
  return answer(api.POST("/api/v2/models/repair", { body: { model_id: modelId, confirm } }));
}

/** Reads every file of a model and compares it with its checksum. */
export function verifyModel(modelId: string) {
  return answer(api.POST("/api/v2/models/verify", { body: { model_id: modelId } }));
}

export function deleteModel(modelId: string, consent: Consent) {
  return answer(
    api.DELETE("/api/v2/models/{model_id}", {
      params: { path: { model_id: modelId }, query: consent },
    }),
  );
}
