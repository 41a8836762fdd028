import { CircleX, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "@/api/problem";
import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { LoadingNote, Skeleton } from "@/ui/loading";

const words = t.bulkDialog;

export interface BulkProps {
  models: readonly Model[];
  /** It was begun for all of them: the choice has done its work. */
  onDone: () => void;
  onClose: () => void;
}

/** What a deed means for one of several models. */
export interface BulkItem {
  model: Model;
  /** Null while it is being found out. */
  bytes: number | null;
  /** Why it is left out. */
  refusal?: string | undefined;
  /** What to know before it is done. */
  caution?: string | undefined;
}

interface BulkSummaryProps extends BulkProps {
  title: string;
  description: string;
  items: readonly BulkItem[];
  /** What it comes to, as of the disk. */
  total: (bytes: number) => string;
  submit: (count: number, bytes: number) => string;
  /** Does it to one model; what it throws is shown beside that model. */
  run: (model: Model) => Promise<unknown>;
  /** Called with those that it was done to. */
  onRan: (models: readonly Model[]) => void;
}

export function BulkSummary(props: BulkSummaryProps) {
  const { items, busy, run } = useRun(props);
  const ready = items.filter((item) => item.refusal === undefined);
  const settled = ready.every((item) => item.bytes !== null);
  const bytes = ready.reduce((sum, item) => sum + (item.bytes ?? 0), 0);
  return (
    <ConfirmDialog
      title={props.title}
      description={props.description}
      aside={settled ? props.total(bytes) : undefined}
      tone="primary"
      submit={busy ? words.working : props.submit(ready.length, bytes)}
      disabled={!settled || ready.length === 0}
      busy={busy}
      error={null}
      onConfirm={() => void run(ready)}
      onClose={props.onClose}
    >
      {!settled && <LoadingNote />}
      <ul className="divide-y divide-line text-sm">
        {items.map((item) => (
          <BulkLine key={item.model.id} {...item} />
        ))}
      </ul>
    </ConfirmDialog>
  );
}

/** Does the deed to one model after the other, and keeps why some were refused. */
function useRun(props: BulkSummaryProps) {
  const [failures, setFailures] = useState<ReadonlyMap<string, string>>(new Map());
  const [busy, setBusy] = useState(false);
  const items = props.items.map((item) => ({
    ...item,
    refusal: failures.get(item.model.id) ?? item.refusal,
  }));

  async function run(ready: readonly BulkItem[]) {
    setBusy(true);
    const refused = new Map(failures);
    const done: Model[] = [];
    // Not all at once: what one of them does to the disk counts for the next.
    for (const { model } of ready) {
      try {
        await props.run(model);
        done.push(model);
      } catch (error) {
        refused.set(model.id, sentenceOf(error));
      }
    }
    setBusy(false);
    setFailures(refused);
    if (done.length > 0) props.onRan(done);
    if (done.length < ready.length) return;
    props.onDone();
    props.onClose();
  }

  return { items, busy, run };
}

function BulkLine({ model, bytes, refusal, caution }: BulkItem) {
  return (
    <li className="py-2">
      <div className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{model.id}</span>
        {refusal ? (
          <span className="text-muted">{words.leftOut}</span>
        ) : bytes === null ? (
          <Skeleton className="h-4 w-16" />
        ) : (
          <span>{formatBytes(bytes)}</span>
        )}
      </div>
      {refusal && <Remark icon={CircleX} colour="text-danger" text={refusal} />}
      {!refusal && caution && <Remark icon={TriangleAlert} colour="text-caution" text={caution} />}
    </li>
  );
}

function Remark(props: { icon: typeof CircleX; colour: string; text: string }) {
  const Icon = props.icon;
  return (
    <p className="mt-1 flex gap-2 text-muted wrap-anywhere">
      <Icon aria-hidden className={`mt-0.5 size-4 shrink-0 ${props.colour}`} />
      {props.text}
    </p>
  );
}
