import type { Model } from "@/api/types";

export const BULK_DEEDS = ["download", "verify", "delete"] as const;
export type BulkDeed = (typeof BULK_DEEDS)[number];

/** Those of the chosen models that a deed can be done to as they are. */
export function concerned(deed: BulkDeed, models: readonly Model[]): readonly Model[] {
  const atRest = models.filter((model) => model.operation === null);
  switch (deed) {
    case "download":
      return atRest.filter((model) => model.status !== "installed");
    case "verify":
    case "delete":
      return atRest.filter((model) => model.status !== "available");
  }
}
