import { useMutation, useQueryClient } from "@tanstack/react-query";
import { applyOperation, refreshModels } from "@/api/live/apply";
import { repairModel } from "@/api/models";
import { fetchOperation } from "@/api/operations";
import { hasCode, sentenceOf } from "@/api/problem";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";

const CONFIRMATION = "confirmation_required";

/** One click: what is wrong is known already, and nothing else is fetched. It asks before it fetches
 * what has risks. */
export function RepairButton({ modelId, name = modelId }: { modelId: string; name?: string }) {
  const client = useQueryClient();
  const repair = useMutation({
    mutationFn: (confirm: boolean) => repairModel(modelId, confirm),
    onSuccess: async ({ task_id }) => {
      if (task_id) applyOperation(client, await fetchOperation(task_id));
    },
    onError: (error) => {
      if (!hasCode(error, CONFIRMATION)) showToast("failed", sentenceOf(error));
    },
    onSettled: () => refreshModels(client),
  });
  return (
    <>
      <Button disabled={repair.isPending} onClick={() => repair.mutate(false)}>
        {t.models.card.repair}
        <span className="sr-only"> {modelId}</span>
      </Button>
      {hasCode(repair.error, CONFIRMATION) && (
        <ConfirmDialog
          title={t.models.repair.title(name)}
          description={t.models.repair.description}
          submit={t.models.repair.submit}
          busy={repair.isPending}
          error={null}
          onConfirm={() => repair.mutate(true)}
          onClose={repair.reset}
        >
          {sentenceOf(repair.error)}
        </ConfirmDialog>
      )}
    </>
  );
}
