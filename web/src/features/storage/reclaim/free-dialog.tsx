import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { sentenceOf } from "@/api/problem";
import { freeModels, freeRehearsal, storageKeys, takeBackModels } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Loaded } from "@/ui/loaded";
import { Rehearsed } from "../rehearsed";

const words = t.storage.proposals;

/** The rehearsal: which models would go, and which stay and why; then the deed, with one undo. */
export function FreeDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const rehearsal = useQuery(freeRehearsal(ids));
  const go = useFree(ids, onClose);
  const found = rehearsal.data;
  const size = formatBytes(found?.freed_bytes ?? 0);
  return (
    <ConfirmDialog
      title={words.dialog.title(ids.length)}
      description={words.dialog.description}
      aside={found && t.storage.reclaim.dialog.frees(size)}
      submit={words.dialog.submit(found?.models.length ?? ids.length, size)}
      disabled={!found || found.models.length === 0}
      busy={go.isPending}
      error={go.error}
      onConfirm={() => go.mutate()}
      onClose={onClose}
    >
      <Loaded query={rehearsal}>
        {({ models, skipped }) => (
          <>
            <p>{words.dialog.body}</p>
            <Rehearsed
              going={models.map(({ model_id, freed_bytes, warnings }) => ({
                key: model_id,
                name: model_id,
                bytes: freed_bytes,
                warnings,
              }))}
              staying={skipped.map(({ model_id, reason }) => ({ key: model_id, reason }))}
            />
          </>
        )}
      </Loaded>
    </ConfirmDialog>
  );
}

function useFree(ids: string[], onClose: () => void) {
  const client = useQueryClient();
  const refresh = () => {
    refreshModels(client);
    void client.invalidateQueries({ queryKey: storageKeys.leftovers });
  };

  // Not a mutation of the dialog, which is gone by then.
  async function undo(gone: string[]) {
    try {
      const { model_ids, skipped } = await takeBackModels(gone);
      showToast("done", words.back(model_ids.length));
      if (skipped[0]) showToast("failed", skipped[0].reason);
    } catch (error) {
      showToast("failed", sentenceOf(error));
    }
    refresh();
  }

  return useMutation({
    mutationFn: () => freeModels(ids, false),
    onSuccess: ({ models, freed_bytes, skipped }) => {
      onClose();
      const gone = models.map(({ model_id }) => model_id);
      const text = words.deleted(gone.length, formatBytes(freed_bytes));
      const revocable = models.some(({ undo_until }) => undo_until !== null);
      if (revocable) showToast("done", text, { label: t.storage.undo, run: () => void undo(gone) });
      else showToast("done", text);
      if (skipped[0]) showToast("failed", skipped[0].reason);
    },
    onSettled: refresh,
  });
}
