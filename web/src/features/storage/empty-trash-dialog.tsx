import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshModels } from "@/api/live/apply";
import { operationKeys } from "@/api/operations";
import { leftovers, reclaim } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Field } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { ProblemNotice } from "@/ui/problem-notice";

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
    onSettled: () => {
      refreshModels(client);
      void client.invalidateQueries({ queryKey: operationKeys.recent });
    },
  });
  const isConfirmed = typed.trim().toLocaleLowerCase() === words.word;
  return (
    <Dialog
      title={words.title}
      description={words.description}
      aside={query.isSuccess && t.storage.reclaim.dialog.frees(size)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          <Button
            tone="danger"
            disabled={!isConfirmed || held.length === 0 || go.isPending}
            onClick={() => go.mutate()}
          >
            {words.submit(size)}
          </Button>
        </>
      }
    >
      <Loaded query={query}>
        {() => (
          <div className="flex flex-col gap-3">
            <p>{words.body(held.length)}</p>
            <ul className="max-h-64 overflow-y-auto text-sm" tabIndex={-1}>
              {held.map((item) => (
                <li key={item.id} className="flex flex-wrap gap-x-3 py-0.5">
                  <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">
                    {item.model_id}
                  </span>
                  <span className="text-muted">{formatDateTime(item.modified_at)}</span>
                  <span className="whitespace-nowrap">{formatBytes(item.freed_bytes)}</span>
                </li>
              ))}
            </ul>
            <Field
              label={words.type}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
            />
            {go.isError && <ProblemNotice error={go.error} />}
          </div>
        )}
      </Loaded>
    </Dialog>
  );
}
