import { memo, useId } from "react";
import type { Model, Operation } from "@/api/types";
import { said, t } from "@/lib/messages";
import { OperationActions } from "@/parts/operation/operation-actions";
import { OperationProgress } from "@/parts/operation/operation-progress";
import { CopyButton } from "@/ui/copy-button";
import { MiddleCut } from "@/ui/middle-cut";
import { useKeepFocus } from "@/ui/use-keep-focus";
import type { Deed } from "./card-actions";
import { CardActions } from "./card-actions";
import { CardFacts } from "./card-facts";
import { cardState } from "./card-state";
import { ModelLink } from "./model-link";
import { SelectBox } from "./select-box";
import { StatusBadge } from "./status-badge";

/** In pixels, and fixed, so that nothing moves below a card whose state changes. */
export const CARD_HEIGHT = 240;

/** A model in a list, as a card or as a row. */
export interface ModelItemProps {
  model: Model;
  last: Operation | undefined;
  mayAct: boolean;
  selected: boolean;
  onSelect: (model: Model) => void;
  onAsk: (deed: Deed, model: Model) => void;
}

export const ModelCard = memo(function ModelCard(props: ModelItemProps) {
  const { model, mayAct, onAsk } = props;
  const titleId = useId();
  const description = model.description ? said(model.description) : undefined;
  const state = cardState(model, props.last);
  const keepFocus = useKeepFocus<HTMLElement>();
  return (
    <article
      {...keepFocus}
      aria-labelledby={titleId}
      className="flex h-full flex-col overflow-hidden rounded-lg border border-line bg-surface px-4 pt-3 pb-3"
    >
      <div className="flex items-center gap-2">
        {mayAct && <SelectBox model={model} selected={props.selected} onSelect={props.onSelect} />}
        <ModelLink model={model} titleId={titleId} />
        <StatusBadge model={model} state={state} />
      </div>
      <div className="flex h-6 items-center gap-1">
        <MiddleCut text={model.id} className="font-mono text-xs text-muted" />
        <CopyButton
          text={model.id}
          label={t.models.card.copyId(model.id)}
          what={t.models.card.modelId}
        />
      </div>
      {/* Why a download failed needs the room more. */}
      {state.kind !== "failed" && (
        <p className="line-clamp-2 h-10 text-sm" title={description}>
          {description}
        </p>
      )}
      <div className="mt-2 min-h-0 min-w-0 flex-1">
        {state.kind === "idle" ? (
          <CardFacts model={model} />
        ) : (
          <OperationProgress operation={state.operation} />
        )}
      </div>
      <div data-actions className="mt-2 flex h-8 items-center justify-end gap-2">
        {state.kind !== "idle" && <OperationActions operation={state.operation} />}
        {mayAct && state.kind !== "busy" && (
          <CardActions model={model} failed={state.kind === "failed"} onAsk={onAsk} />
        )}
      </div>
    </article>
  );
});
