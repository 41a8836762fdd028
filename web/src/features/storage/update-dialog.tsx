import { useMutation, useQueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { operationKeys } from "@/api/operations";
import { applyUpdate, storageKeys } from "@/api/storage";
import type { Update } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";

const words = t.storage.updates;

/** Says what an update changes for whom, and begins it. */
export function UpdateDialog({ update, onClose }: { update: Update; onClose: () => void }) {
  const client = useQueryClient();
  const apply = useMutation({
    mutationFn: () => applyUpdate(update.model_id),
    onSuccess: () => {
      onClose();
      refreshModels(client);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: storageKeys.updates });
      void client.invalidateQueries({ queryKey: operationKeys.recent });
    },
  });
  const { used_by_collections: users } = update;
  return (
    <Dialog
      title={words.dialog.title(update.model_id)}
      description={words.dialog.description}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button tone="primary" disabled={apply.isPending} onClick={() => apply.mutate()}>
            {words.update(formatBytes(update.download_bytes))}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        <p>{words.dialog.body}</p>
        {users.length > 0 && (
          <Notice tone="caution">{words.reindex(users.length, users.join(", "))}</Notice>
        )}
        {apply.isError && <ProblemNotice error={apply.error} />}
      </div>
    </Dialog>
  );
}
