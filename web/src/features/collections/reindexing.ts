import type { Collection } from "@/api/types";
import type { ModelRole } from "./model-roles";

/** The commit that a collection is to be built anew with, where its vectors are another's. */
export function newRevision(collection: Collection, role: ModelRole): string | null {
  const use = collection.models.find(({ model_type }) => model_type === role);
  return use?.needs_reindexing ? use.installed : null;
}
