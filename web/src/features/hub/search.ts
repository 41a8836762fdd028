/** What the address says about a search of the Hub, and what that asks of the API. */
import type { HubFilter } from "@/api/hub";
import { oneOf, textIn } from "@/lib/address";

export const TYPES = ["embedding", "llm", "reranker", "splade"] as const;
export const ORDERS = ["trending", "downloads", "likes", "recent"] as const;

/** Numbers of weights, as [at least, at most]; sizes on the disk are two to four bytes of each. */
export const SIZES = {
  tiny: [0, 100_000_000],
  small: [100_000_000, 1_000_000_000],
  medium: [1_000_000_000, 4_000_000_000],
  large: [4_000_000_000, 10_000_000_000],
  huge: [10_000_000_000, null],
} as const satisfies Record<string, readonly [number, number | null]>;

export type SizeName = keyof typeof SIZES;
export const SIZE_NAMES = Object.keys(SIZES) as SizeName[];

export interface HubSearch {
  q?: string;
  type?: (typeof TYPES)[number] | "";
  author?: string;
  licence?: string;
  size?: SizeName | "";
  sort?: (typeof ORDERS)[number];
  /** The model whose download is being planned, in a dialog over the search. */
  plan?: string;
  /** The model that is being added to the list, in a dialog over the search. */
  add?: string;
}

export const DEFAULT_HUB_SEARCH = {
  q: "",
  type: "",
  author: "",
  licence: "",
  size: "",
  sort: "trending",
  plan: "",
  add: "",
} as const satisfies Required<HubSearch>;

export function parseHubSearch(raw: Record<string, unknown>): HubSearch {
  return {
    q: textIn(raw.q),
    type: oneOf(TYPES, raw.type, ""),
    author: textIn(raw.author),
    licence: textIn(raw.licence),
    size: oneOf(SIZE_NAMES, raw.size, ""),
    sort: oneOf(ORDERS, raw.sort, DEFAULT_HUB_SEARCH.sort),
    plan: textIn(raw.plan),
    add: textIn(raw.add),
  };
}

export function filterOf(search: Required<HubSearch>): HubFilter {
  const [least, most] = search.size ? SIZES[search.size] : [0, null];
  return {
    sort: search.sort,
    ...(search.q.trim() ? { q: search.q.trim() } : {}),
    ...(search.type ? { model_type: search.type } : {}),
    ...(search.author.trim() ? { author: search.author.trim() } : {}),
    ...(search.licence.trim() ? { license: search.licence.trim() } : {}),
    ...(least ? { min_parameters: least } : {}),
    ...(most ? { max_parameters: most } : {}),
  };
}
