import type { Collection } from "@/api/types";

/** What a collection may need a model for; the first is needed. */
export const MODEL_ROLES = ["embedding", "reranker", "splade", "llm"] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

export function modelOf(collection: Collection, role: ModelRole) {
  return { model: collection[`${role}_model`], revision: collection[`${role}_revision`] };
}
