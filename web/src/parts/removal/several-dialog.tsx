import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { refreshModels } from "@/api/live/apply";
import { deleteSeveral, severalRehearsal } from "@/api/removal";
import type { Operation, Together } from "@/api/types";
import { formatBytes, percent } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Dialog } from "@/ui/dialog";
import { FirstFew } from "@/ui/first-few";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";
import { ProgressBar } from "@/ui/progress-bar";
import { Rehearsed } from "./rehearsed";
import { isDone, type LeftAlone, seeThrough, sentenceAbout, tellLeftAlone } from "./see-through";

const words = t.bulkDialog.delete;

interface Way {
  ended: readonly Operation[];
  of: number;
  /** Those that stay, once all have ended. */
  stayed?: readonly LeftAlone[];
}

interface SeveralDialogProps {
  ids: readonly string[];
  /** The server has it in hand: the choice has done its work. */
  onBegun?: () => void;
  onClose: () => void;
}

/**
 * Deletes several models: the rehearsal, which would go and which stay and why; then how far it is,
 * and which could not go. The server does it all, whether or not somebody looks on.
 */
export function SeveralDialog({ ids, onBegun, onClose }: SeveralDialogProps) {
  const client = useQueryClient();
  const [way, setWay] = useState<Way | null>(null);
  const isOpen = useIsOpen();
  const rehearsal = useQuery({ ...severalRehearsal(ids), enabled: way === null });
  const going = rehearsal.data?.models ?? [];
  const go = useMutation({
    // What would stay was shown as staying, and nobody agreed to more.
    mutationFn: () =>
      deleteSeveral(
        going.map(({ model_id }) => model_id),
        false,
      ),
    onSuccess: ({ operations, undo_seconds, skipped }) => {
      onBegun?.();
      void follow(operations, undo_seconds, skipped);
    },
    onError: () => refreshModels(client),
  });

  async function follow(begun: readonly Operation[], undo: number, skipped: readonly LeftAlone[]) {
    const of = begun.length;
    const step = (ended: readonly Operation[]) => setWay({ ended, of });
    const stayed = [...skipped, ...(await seeThrough(client, begun, undo, step))];
    if (!isOpen()) return tellLeftAlone(words.stayed, stayed);
    if (stayed.length === 0) return onClose();
    setWay((last) => last && { ...last, stayed });
  }

  if (way !== null) return <Progress way={way} onClose={onClose} />;
  const size = formatBytes(rehearsal.data?.freed_bytes ?? 0);
  return (
    <ConfirmDialog
      title={words.title(ids.length)}
      description={words.description}
      aside={rehearsal.data && t.removalDialog.frees(size)}
      submit={words.submit(rehearsal.data ? going.length : ids.length, size)}
      disabled={going.length === 0}
      busy={go.isPending}
      error={go.error}
      onConfirm={() => go.mutate()}
      onClose={onClose}
    >
      <Loaded query={rehearsal}>{(found) => <Found {...found} />}</Loaded>
    </ConfirmDialog>
  );
}

/** Says whether the dialog is still before the reader. */
function useIsOpen(): () => boolean {
  const open = useRef(false);
  useEffect(() => {
    open.current = true;
    return () => {
      open.current = false;
    };
  }, []);
  return () => open.current;
}

function Found({ models, skipped, undo_seconds, unseen_use }: Together) {
  return (
    <>
      {models.length > 0 && <p>{undo_seconds > 0 ? words.body : words.bodyForGood}</p>}
      <Rehearsed
        going={models.map(({ model_id, freed_bytes, warnings }) => ({
          key: model_id,
          name: model_id,
          bytes: freed_bytes,
          warnings,
        }))}
        staying={skipped.map(({ model_id, reason }) => ({ key: model_id, reason }))}
      />
      {unseen_use.map((reason) => (
        <p key={reason} className="text-sm text-muted">
          {said(reason)}
        </p>
      ))}
    </>
  );
}

function Progress({ way: { ended, of, stayed }, onClose }: { way: Way; onClose: () => void }) {
  const title = words.title(of);
  const gone = ended.filter(isDone).length;
  const failed = ended.length - gone;
  const text = [words.progress(gone, of), ...(failed > 0 ? [words.notGone(failed)] : [])].join(
    ", ",
  );
  return (
    <Dialog
      title={title}
      description={words.goesOn}
      onClose={onClose}
      footer={<Button onClick={onClose}>{t.common.close}</Button>}
    >
      <div className="flex flex-col gap-2">
        <p role="status">{text}</p>
        <ProgressBar label={title} percent={percent(ended.length, of)} valueText={text} />
        {stayed === undefined ? (
          <p aria-hidden className="text-sm text-muted">
            {words.goesOn}
          </p>
        ) : (
          <Notice tone="caution">
            <p>{words.stayed(stayed.length)}</p>
            <FirstFew items={stayed} className="">
              {(one) => <li key={one.model_id}>{sentenceAbout(one)}</li>}
            </FirstFew>
          </Notice>
        )}
      </div>
    </Dialog>
  );
}
