import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { freeModels, freeRehearsal } from "@/api/storage";
import { formatBytes, percent } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";
import { ProgressBar } from "@/ui/progress-bar";
import { Rehearsed } from "../rehearsed";
import { refreshStorage, seeThrough } from "./see-through";

const words = t.storage.proposals;

interface Way {
  ended: number;
  of: number;
}

/** The rehearsal: which models would go, and which stay and why; then the deed, with one undo. */
export function FreeDialog({ ids, onClose }: { ids: string[]; onClose: () => void }) {
  const [way, setWay] = useState<Way | null>(null);
  return way === null ? (
    <FreeRehearsal ids={ids} onStep={setWay} onClose={onClose} />
  ) : (
    <FreeProgress way={way} onClose={onClose} />
  );
}

function FreeRehearsal(props: { ids: string[]; onStep: (way: Way) => void; onClose: () => void }) {
  const { ids, onStep, onClose } = props;
  const client = useQueryClient();
  const rehearsal = useQuery(freeRehearsal(ids));
  const go = useMutation({
    mutationFn: () => freeModels(ids, false),
    onSuccess: ({ operations, undo_seconds, skipped }) => {
      if (skipped[0]) showToast("failed", said(skipped[0].reason));
      const step = (ended: number) => onStep({ ended, of: operations.length });
      // The deletions go on when the dialog is closed, and their end is told wherever one is.
      void seeThrough(client, operations, undo_seconds > 0, step).finally(onClose);
    },
    onError: () => refreshStorage(client),
  });
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

function FreeProgress({ way: { ended, of }, onClose }: { way: Way; onClose: () => void }) {
  const title = words.dialog.title(of);
  const text = words.dialog.progress(ended, of);
  return (
    <Dialog
      title={title}
      description={words.dialog.goesOn}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t.common.close}</Button>}
    >
      <div className="flex flex-col gap-2">
        <p role="status">{text}</p>
        <ProgressBar label={title} percent={percent(ended, of)} valueText={text} />
        <p aria-hidden className="text-sm text-muted">
          {words.dialog.goesOn}
        </p>
      </div>
    </Dialog>
  );
}
