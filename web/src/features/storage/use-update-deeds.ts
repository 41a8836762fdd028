import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "@/api/problem";
import { checkForUpdate, pinModel, storageKeys, unpinModel } from "@/api/storage";
import { showToast } from "@/lib/toasts";

/** What can be done about a model's revision but to change it. */
export function useUpdateDeeds(modelId: string) {
  const client = useQueryClient();
  const common = {
    onError: (error: unknown) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: storageKeys.updates }),
  };
  return {
    check: useMutation({ mutationFn: () => checkForUpdate(modelId), ...common }),
    pin: useMutation({ mutationFn: () => pinModel(modelId), ...common }),
    unpin: useMutation({ mutationFn: () => unpinModel(modelId), ...common }),
  };
}
