import { memo, useId } from "react";
import type { Model, Operation } from "@/api/types";
import { t } from "@/lib/messages";
import { CopyButton } from "@/ui/copy-button";
import { OperationActions } from "@/ui/operation/operation-actions";
import { OperationProgress } from "@/ui/operation/operation-progress";
import { useKeepFocus } from "@/ui/use-keep-focus";
import { CardActions } from "./card-actions";
import { CardFacts } from "./card-facts";
import { cardState } from "./card-state";
import type { Deed } from "./models-page";
import { StatusBadge } from "./status-badge";

/** Fixed, so that nothing moves below a card whose state changes. */
export const CARD_HEIGHT = "h-55";

interface ModelCardProps {
  model: Model;
  last: Operation | undefined;
  mayAct: boolean;
  onAsk: (deed: Deed, model: Model) => void;
}

export const ModelCard = memo(function ModelCard({ model, last, mayAct, onAsk }: ModelCardProps) {
  const titleId = useId();
  const state = cardState(model, last);
  const keepFocus = useKeepFocus<HTMLElement>();
  return (
    <article
      {...keepFocus}
      aria-labelledby={titleId}
      className={`${CARD_HEIGHT} flex flex-col overflow-hidden rounded-lg border border-line bg-surface px-4 pt-3 pb-3`}
    >
      <div className="flex items-center gap-2">
        <h2 id={titleId} className="min-w-0 flex-1 truncate font-semibold" title={model.name}>
          {model.name}
        </h2>
        <StatusBadge model={model} state={state} />
      </div>
      <div className="flex h-6 items-center gap-1">
        <span className="truncate font-mono text-xs text-muted" title={model.id}>
          {model.id}
        </span>
        <CopyButton
          text={model.id}
          label={t.models.card.copyId(model.id)}
          what={t.models.card.modelId}
        />
      </div>
      <p className="h-5 truncate text-sm" title={model.description ?? undefined}>
        {model.description}
      </p>
      <div className="mt-2 min-w-0 flex-1">
        {state.kind === "idle" ? (
          <CardFacts model={model} />
        ) : (
          <OperationProgress operation={state.operation} />
        )}
      </div>
      <div data-actions className="mt-2 flex h-8 items-center justify-end gap-2">
        {mayAct && state.kind !== "idle" && <OperationActions operation={state.operation} />}
        {mayAct && state.kind !== "busy" && (
          <CardActions model={model} failed={state.kind === "failed"} onAsk={onAsk} />
        )}
      </div>
    </article>
  );
});
