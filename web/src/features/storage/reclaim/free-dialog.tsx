import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { sentenceOf } from "@/api/problem";
import { freeModels, storageKeys, takeBackModels } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";

const words = t.storage.proposals;

/** The rehearsal: which models would go, and which stay and why; then the deed, with one undo. */
export function FreeDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const client = useQueryClient();
  const refresh = () => {
    refreshModels(client);
    void client.invalidateQueries({ queryKey: storageKeys.leftovers });
  };
  const preview = useQuery({
    queryKey: ["free", ids] as const,
    queryFn: () => freeModels(ids, true),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });

  // Not a mutation of this dialog, which is gone by then.
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

  const go = useMutation({
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
  const found = preview.data;
  return (
    <Dialog
      title={words.dialog.title(ids.length)}
      description={words.dialog.description}
      aside={found && t.storage.reclaim.dialog.frees(formatBytes(found.freed_bytes))}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            tone="danger"
            disabled={!found || found.models.length === 0 || go.isPending}
            onClick={() => go.mutate()}
          >
            {words.dialog.submit(
              found?.models.length ?? ids.length,
              formatBytes(found?.freed_bytes ?? 0),
            )}
          </Button>
        </>
      }
    >
      <Loaded query={preview}>
        {({ models, skipped }) => (
          <div className="flex flex-col gap-3">
            <p>{words.dialog.body}</p>
            <ul className="text-sm">
              {models.map((model) => (
                <li key={model.model_id} className="py-0.5">
                  <span className="flex gap-3">
                    <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">
                      {model.model_id}
                    </span>
                    <span className="whitespace-nowrap">{formatBytes(model.freed_bytes)}</span>
                  </span>
                  {model.warnings.length > 0 && (
                    <span className="text-muted" lang="en">
                      {model.warnings.join(" ")}
                    </span>
                  )}
                </li>
              ))}
            </ul>
            {skipped.length > 0 && (
              <Notice tone="caution">
                <p>{words.dialog.stays(skipped.length)}</p>
                <ul lang="en">
                  {skipped.map((one) => (
                    <li key={one.model_id}>{one.reason}</li>
                  ))}
                </ul>
              </Notice>
            )}
            {go.isError && <ProblemNotice error={go.error} />}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
