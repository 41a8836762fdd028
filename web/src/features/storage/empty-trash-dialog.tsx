import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { catchUp } from "@/api/live/apply";
import { leftovers, reclaim } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Rehearsed } from "@/parts/removal/rehearsed";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Field } from "@/ui/field";
import { Loaded } from "@/ui/loaded";

const words = t.storage.emptyTrash;

/** What is lost for good, and what that frees; a word has to be typed, since nothing undoes it. */
export function EmptyTrashDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const [typed, setTyped] = useState("");
  const query = useQuery({ ...leftovers, staleTime: 0 });
  const held = query.data?.items.filter(({ kind }) => kind === "trash") ?? [];
  const size = formatBytes(
    query.data?.kinds.find(({ kind }) => kind === "trash")?.freed_bytes ?? 0,
  );
  const go = useMutation({
    mutationFn: () =>
      reclaim(
        held.map(({ id }) => id),
        false,
      ),
    onSuccess: ({ freed_bytes }) => {
      onClose();
      showToast("done", t.storage.reclaim.begun(formatBytes(freed_bytes)));
    },
    onSettled: () => catchUp(client),
  });
  // What is still shown from before may be back in its place: only a list of now is confirmed.
  const isOfNow = held.length > 0 && !query.isFetching;
  const isConfirmed = typed.trim().toLocaleLowerCase() === words.word;
  return (
    <ConfirmDialog
      title={words.title}
      description={words.description}
      aside={query.isSuccess && t.storage.reclaim.dialog.frees(size)}
      submit={words.submit(size)}
      disabled={!isConfirmed || !isOfNow}
      busy={go.isPending}
      error={go.error}
      onConfirm={() => go.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {() => (
          <>
            <p>{words.body(held.length)}</p>
            <Rehearsed
              going={held.map((item) => ({
                key: item.id,
                name: item.model_id ?? item.path,
                bytes: item.freed_bytes,
                since: item.modified_at,
              }))}
            />
            <Field
              label={words.type}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </>
        )}
      </Loaded>
    </ConfirmDialog>
  );
}
