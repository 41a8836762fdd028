import { useMutation, useQueryClient } from "@tanstack/react-query";
import { applyOperation, refreshModels } from "@/api/live/apply";
import { fetchOperation } from "@/api/operations";
import { sentenceOf } from "@/api/problem";
import { applyUpdate, checkForUpdate, pinModel, unpinModel } from "@/api/storage";
import { showToast } from "@/lib/toasts";

/** Pinning, unpinning, looking for an update and fetching it. */
export function useRevisionDeeds(modelId: string) {
  const client = useQueryClient();
  const answers = {
    onError: (error: unknown) => showToast("failed", sentenceOf(error)),
    onSettled: () => refreshModels(client),
  };
  const pin = useMutation({ mutationFn: () => pinModel(modelId), ...answers });
  const unpin = useMutation({ mutationFn: () => unpinModel(modelId), ...answers });
  const check = useMutation({ mutationFn: () => checkForUpdate(modelId), ...answers });
  const apply = useMutation({
    mutationFn: () => applyUpdate(modelId),
    ...answers,
    onSuccess: async ({ task_id }) => {
      if (task_id) applyOperation(client, await fetchOperation(task_id));
    },
  });
  return {
    pin: () => pin.mutate(),
    unpin: () => unpin.mutate(),
    check: () => check.mutate(),
    apply: () => apply.mutate(),
    checking: check.isPending,
    busy: pin.isPending || unpin.isPending || check.isPending || apply.isPending,
  };
}
