/** What the address says about the list of models, and what that asks of the API. */
import type { ModelFilter } from "@/api/models";

export const MODEL_TYPES = ["embedding", "llm", "reranker", "splade", "other"] as const;
export const SHOWS = ["all", "installed", "available"] as const;
export const SORTS = ["name", "size"] as const;

export type TypeTab = (typeof MODEL_TYPES)[number];
export type Show = (typeof SHOWS)[number];
export type Sort = (typeof SORTS)[number];

export interface ModelsSearch {
  type?: TypeTab;
  show?: Show;
  q?: string;
  sort?: Sort;
}

export const DEFAULT_MODELS_SEARCH = {
  type: "embedding",
  show: "all",
  q: "",
  sort: "name",
} as const satisfies Required<ModelsSearch>;

function oneOf<Value extends string>(
  values: readonly Value[],
  value: unknown,
  otherwise: Value,
): Value {
  return values.find((known) => known === value) ?? otherwise;
}

/** An address may be old, shared or mistyped: what is not understood falls back. */
export function parseModelsSearch(raw: Record<string, unknown>): ModelsSearch {
  return {
    type: oneOf(MODEL_TYPES, raw.type, DEFAULT_MODELS_SEARCH.type),
    show: oneOf(SHOWS, raw.show, DEFAULT_MODELS_SEARCH.show),
    sort: oneOf(SORTS, raw.sort, DEFAULT_MODELS_SEARCH.sort),
    q: typeof raw.q === "string" ? raw.q : DEFAULT_MODELS_SEARCH.q,
  };
}

export function filterOf(search: Required<ModelsSearch>): ModelFilter {
  const text = search.q.trim();
  return {
    model_type: search.type,
    sort: search.sort,
    ...(search.show === "installed" ? { installed_only: true } : {}),
    ...(search.show === "available" ? { status: "available" } : {}),
    ...(text ? { q: text } : {}),
  };
}
