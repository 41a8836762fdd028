/** What the address says about the list of models, and what that asks of the API. */
import type { ModelFilter } from "@/api/models";

export const MODEL_TYPES = ["embedding", "llm", "reranker", "splade", "other"] as const;
export const SHOWS = ["all", "installed", "available"] as const;
export const SORTS = ["name", "size", "last_used"] as const;
export const VIEWS = ["cards", "table"] as const;

export type TypeTab = (typeof MODEL_TYPES)[number];
export type Show = (typeof SHOWS)[number];
export type Sort = (typeof SORTS)[number];
export type View = (typeof VIEWS)[number];

export interface ModelsSearch {
  type?: TypeTab;
  show?: Show;
  q?: string;
  sort?: Sort;
  /** Only what this machine can run with 16-bit weights. */
  fits?: boolean;
  /** How many pages of the list were reached by scrolling, so that a reload reaches as far. */
  page?: number;
  /** Absent: as this reader chose last. */
  view?: View | undefined;
}

/** The whole of it, with nothing left to guess but the view. */
export type ModelsState = Required<Omit<ModelsSearch, "view">> & Pick<ModelsSearch, "view">;

/** More pages than anybody scrolls through: an address must not ask for a thousand requests. */
const LONGEST_REACH = 100;
const FITTING_PRECISION = "float16";

export const DEFAULT_MODELS_SEARCH = {
  type: "embedding",
  show: "all",
  q: "",
  sort: "name",
  fits: false,
  page: 1,
} as const satisfies ModelsState;

function oneOf<Value extends string>(
  values: readonly Value[],
  value: unknown,
  otherwise: Value,
): Value {
  return values.find((known) => known === value) ?? otherwise;
}

/** An address may be old, shared or mistyped: what is not understood falls back. */
export function parseModelsSearch(raw: Record<string, unknown>): ModelsSearch {
  const page = Number(raw.page);
  const view = VIEWS.find((known) => known === raw.view);
  return {
    type: oneOf(MODEL_TYPES, raw.type, DEFAULT_MODELS_SEARCH.type),
    show: oneOf(SHOWS, raw.show, DEFAULT_MODELS_SEARCH.show),
    sort: oneOf(SORTS, raw.sort, DEFAULT_MODELS_SEARCH.sort),
    q: typeof raw.q === "string" ? raw.q : DEFAULT_MODELS_SEARCH.q,
    fits: raw.fits === true || raw.fits === "true",
    page: Number.isInteger(page) && page >= 1 && page <= LONGEST_REACH ? page : 1,
    ...(view ? { view } : {}),
  };
}

export function filterOf(search: ModelsState): ModelFilter {
  const text = search.q.trim();
  return {
    model_type: search.type,
    sort: search.sort,
    ...(search.show === "installed" ? { installed_only: true } : {}),
    ...(search.show === "available" ? { status: "available" } : {}),
    ...(search.fits ? { fits: FITTING_PRECISION } : {}),
    ...(text ? { q: text } : {}),
  };
}
