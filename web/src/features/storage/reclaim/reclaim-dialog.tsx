import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { catchUp } from "@/api/live/apply";
import { reclaim, reclaimRehearsal } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Rehearsed } from "@/parts/removal/rehearsed";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Loaded } from "@/ui/loaded";

const words = t.storage.reclaim;

/** The rehearsal: what exactly would go and what it frees; then the deed. */
export function ReclaimDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const client = useQueryClient();
  const rehearsal = useQuery(reclaimRehearsal(ids));
  const go = useMutation({
    mutationFn: () => reclaim(ids, false),
    onSuccess: ({ freed_bytes }) => {
      onClose();
      showToast("done", words.begun(formatBytes(freed_bytes)));
    },
    onSettled: () => catchUp(client),
  });
  const found = rehearsal.data;
  const size = formatBytes(found?.freed_bytes ?? 0);
  return (
    <ConfirmDialog
      title={words.dialog.title}
      description={words.dialog.description}
      aside={found && words.dialog.frees(size)}
      submit={words.dialog.submit(size)}
      disabled={!found || found.items.length === 0}
      busy={go.isPending}
      error={go.error}
      onConfirm={() => go.mutate()}
      onClose={onClose}
    >
      <Loaded query={rehearsal}>
        {({ items, skipped }) => (
          <>
            <p>{words.dialog.body(items.length)}</p>
            <Rehearsed
              going={items.map(({ id, path, freed_bytes }) => ({
                key: id,
                name: path,
                bytes: freed_bytes,
              }))}
              staying={skipped.map(({ id, reason }) => ({ key: id, reason }))}
            />
          </>
        )}
      </Loaded>
    </ConfirmDialog>
  );
}
