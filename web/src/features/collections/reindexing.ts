import type { Collection } from "@/api/types";
import type { ModelRole } from "./model-roles";

/** How many of these were built on a revision that programs do not load any more. */
export function countToReindex(collections: readonly Collection[]): number {
  return collections.filter((collection) => collection.needs_reindexing).length;
}

/** The commit that a collection is to be built anew with, where its vectors are another's. */
export function newRevision(collection: Collection, role: ModelRole): string | null {
  const use = collection.models.find(({ model_type }) => model_type === role);
  return use?.needs_reindexing ? use.installed : null;
}
