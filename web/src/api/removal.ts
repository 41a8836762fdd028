/** Deleting several models in one step, and taking all of it back in one. */
import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

/** What deleting these would do, asked anew each time: the disk has changed since. */
export function severalRehearsal(modelIds: readonly string[]) {
  return queryOptions({
    queryKey: ["removal", modelIds] as const,
    queryFn: () => deleteSeveral(modelIds, true),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}

/** Deletes models together, through the trash; with `dryRun` it only says what would come of it. */
export function deleteSeveral(modelIds: readonly string[], dryRun: boolean) {
  return answer(
    api.POST("/api/v2/models/removal", {
      // The cautions of the dry run were shown beside each model.
      body: { model_ids: [...modelIds], dry_run: dryRun, confirm: true },
    }),
  );
}

/** Takes all of these deletions back. */
export function takeSeveralBack(modelIds: readonly string[]) {
  return answer(api.POST("/api/v2/models/removal/undo", { body: { model_ids: [...modelIds] } }));
}
