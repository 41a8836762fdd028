import { memo, useId } from "react";
import { formatBytes, formatMebibytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { OperationActions } from "@/parts/operation/operation-actions";
import { MiddleCut } from "@/ui/middle-cut";
import { useKeepFocus } from "@/ui/use-keep-focus";
import { CardActions } from "./card-actions";
import { cardState } from "./card-state";
import { copyOf, downloadSize } from "./download-size";
import type { ModelItemProps } from "./model-card";
import { ModelLink } from "./model-link";
import { SelectBox } from "./select-box";
import { StatusBadge } from "./status-badge";

export const ROW_HEIGHT = 44;
const words = t.models.table;
const COLUMNS =
  "grid items-center gap-x-3 px-3 grid-cols-[1rem_minmax(0,1fr)_auto] md:grid-cols-[1rem_minmax(0,1fr)_7rem_6rem_15rem] lg:grid-cols-[1rem_minmax(0,1fr)_7rem_6rem_7rem_minmax(0,10rem)_15rem]";
const WIDE = "max-md:hidden";
const WIDEST = "max-lg:hidden";

/** The names of the columns: for the eye, since each row says by itself what is in it. */
export function RowsHeading() {
  return (
    <div
      aria-hidden
      className={`${COLUMNS} h-8 rounded-t-lg border border-line bg-raised text-xs font-medium text-muted`}
    >
      <span />
      <span>{words.model}</span>
      <span className={WIDE}>{words.status}</span>
      <span className={`${WIDE} text-right`}>{words.size}</span>
      <span className={WIDEST}>{words.memory}</span>
      <span className={WIDEST}>{words.usedBy}</span>
      <span className={WIDE} />
    </div>
  );
}

/** A model in one line. */
export const ModelRow = memo(function ModelRow(props: ModelItemProps) {
  const { model, mayAct, onAsk } = props;
  const titleId = useId();
  const state = cardState(model, props.last);
  const keepFocus = useKeepFocus<HTMLElement>();
  const need = model.memory_total_mb?.float16;
  const fit = model.fits?.float16;
  const copy = copyOf(model);
  const sizeBytes = model.size_on_disk_bytes || copy?.size_bytes;
  const users = model.used_by_collections.join(", ");
  return (
    <article
      {...keepFocus}
      aria-labelledby={titleId}
      className={`${COLUMNS} h-full border-x border-b border-line bg-surface text-sm outline-none`}
    >
      {mayAct ? (
        <SelectBox model={model} selected={props.selected} onSelect={props.onSelect} />
      ) : (
        <span />
      )}
      <div className="min-w-0">
        <ModelLink model={model} titleId={titleId} />
        <MiddleCut text={model.id} className="font-mono text-xs leading-4 text-muted" />
      </div>
      <span>
        <StatusBadge model={model} state={state} />
        {state.kind === "idle" && model.status === "available" && !copy && (
          // Without the button to fetch it, for which a phone has no room, a word has to say it.
          <span className="text-xs text-muted md:hidden">{t.models.show.available}</span>
        )}
      </span>
      <span className={`${WIDE} text-right whitespace-nowrap`} title={copy?.cache_dir}>
        {sizeBytes ? formatBytes(sizeBytes) : downloadSize(model)}
      </span>
      <span className={`${WIDEST} one-line text-muted`}>
        {need && `${formatMebibytes(need)}${fit ? ` ${t.models.card.fits[fit]}` : ""}`}
      </span>
      <span className={`${WIDEST} one-line text-muted`} title={users}>
        {users}
      </span>
      <div data-actions className={`${WIDE} flex justify-end gap-1`}>
        {state.kind !== "idle" && <OperationActions operation={state.operation} />}
        {mayAct && state.kind !== "busy" && (
          <CardActions model={model} failed={state.kind === "failed"} onAsk={onAsk} />
        )}
      </div>
    </article>
  );
});
