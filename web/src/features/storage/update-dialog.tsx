import { useMutation, useQueryClient } from "@tanstack/react-query";
import { catchUp } from "@/api/live/apply";
import { applyUpdate, storageKeys } from "@/api/storage";
import type { Update } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Notice } from "@/ui/notice";

const words = t.storage.updates;

/** Says what an update changes for whom, and begins it. */
export function UpdateDialog({ update, onClose }: { update: Update; onClose: () => void }) {
  const client = useQueryClient();
  const apply = useMutation({
    mutationFn: () => applyUpdate(update.model_id),
    onSuccess: onClose,
    onSettled: () => {
      void client.invalidateQueries({ queryKey: storageKeys.updates });
      catchUp(client);
    },
  });
  const { used_by_collections: users } = update;
  return (
    <ConfirmDialog
      title={words.dialog.title(update.model_id)}
      description={words.dialog.description}
      submit={words.update(formatBytes(update.download_bytes))}
      tone="primary"
      busy={apply.isPending}
      error={apply.error}
      onConfirm={() => apply.mutate()}
      onClose={onClose}
    >
      <p>{words.dialog.body}</p>
      {users.length > 0 && (
        <Notice tone="caution">{words.reindex(users.length, users.join(", "))}</Notice>
      )}
    </ConfirmDialog>
  );
}
