import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import { useState } from "react";
import { applyOperation } from "@/api/live/apply";
import { tryModel } from "@/api/model-page";
import { verifyModel } from "@/api/models";
import { fetchOperation, operationsOf } from "@/api/operations";
import { sentenceOf } from "@/api/problem";
import type { ModelDetails } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { OperationActions } from "@/parts/operation/operation-actions";
import { OperationFiles } from "@/parts/operation/operation-files";
import { OperationProgress } from "@/parts/operation/operation-progress";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { later } from "@/ui/later";
import { OutwardLink } from "@/ui/outward-link";
import { CardActions } from "../card-actions";
import { cardState } from "../card-state";
import { LicenceMarks } from "../licence-marks";
import { DEFAULT_MODELS_SEARCH } from "../search";
import { StatusBadge } from "../status-badge";

const DownloadDialog = later(() => import("../download-dialog"));
const EditCustomDialog = later(() => import("../custom/edit-dialog"));
const RemovalDialog = later(() => import("../removal-dialog"));
const words = t.modelPage;

/** Name, state and deeds; three lines are kept for what is under way, so that nothing jumps. */
export function ModelHeader({ details: { model, hub_page } }: { details: ModelDetails }) {
  const { data: done = [] } = useInfiniteQuery(operationsOf(model.id));
  const state = cardState(model, done[0]);
  const mayAct = useMayAct();
  const [asked, setAsked] = useState<"download" | "delete" | "edit" | null>(null);
  const close = () => setAsked(null);
  const type = model.model_type ?? DEFAULT_MODELS_SEARCH.type;
  return (
    <header>
      <Link
        to="/settings/models"
        search={{ ...DEFAULT_MODELS_SEARCH, type }}
        className="inline-flex items-center gap-1 text-sm text-muted hover:text-text"
      >
        <ChevronLeft aria-hidden className="size-4" />
        {words.back}
      </Link>
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 text-lg font-semibold wrap-anywhere">{model.name}</h1>
        <StatusBadge model={model} state={state} />
        <LicenceMarks model={model} />
        <div data-actions className="ml-auto flex flex-wrap justify-end gap-2">
          {state.kind !== "idle" && <OperationActions operation={state.operation} />}
          {mayAct && state.kind !== "busy" && (
            <>
              {model.custom_model_db_id && (
                <Button onClick={() => setAsked("edit")}>
                  {t.custom.edit}
                  <span className="sr-only"> {model.id}</span>
                </Button>
              )}
              {model.status !== "available" && <Upkeep modelId={model.id} />}
              <CardActions model={model} failed={state.kind === "failed"} onAsk={setAsked} />
            </>
          )}
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-x-2">
        <span className="min-w-0 font-mono text-xs text-muted wrap-anywhere">{model.id}</span>
        <CopyButton
          text={model.id}
          label={t.models.card.copyId(model.id)}
          what={t.models.card.modelId}
        />
        <span className="text-sm text-muted">
          <OutwardLink href={hub_page} title={hub_page}>
            {words.page}
          </OutwardLink>
        </span>
      </div>
      {model.description && <p className="mt-1 max-w-prose">{said(model.description)}</p>}
      {model.extra_caches.map((copy) => (
        <p key={copy.cache_dir} className="mt-1 text-sm text-muted wrap-anywhere">
          {words.inCache[copy.status](formatBytes(copy.size_bytes), copy.cache_dir)}
        </p>
      ))}
      {state.kind !== "idle" && (
        <div className="mt-3">
          <OperationProgress operation={state.operation} />
          {state.operation.operation === "download" && (
            <OperationFiles operation={state.operation} />
          )}
        </div>
      )}
      {asked === "download" && <DownloadDialog model={model} onClose={close} />}
      {asked === "delete" && <RemovalDialog model={model} onClose={close} />}
      {asked === "edit" && model.custom_model_db_id && (
        <EditCustomDialog entryId={model.custom_model_db_id} modelId={model.id} onClose={close} />
      )}
    </header>
  );
}

/** Looking whether what is here is whole, and whether it works. */
function Upkeep({ modelId }: { modelId: string }) {
  const client = useQueryClient();
  const begin = useMutation({
    mutationFn: (deed: (modelId: string) => Promise<{ task_id?: string | null }>) => deed(modelId),
    onSuccess: async ({ task_id }) => {
      if (task_id) applyOperation(client, await fetchOperation(task_id));
    },
    onError: (error) => showToast("failed", sentenceOf(error)),
  });
  return (
    <>
      <Button disabled={begin.isPending} onClick={() => begin.mutate(tryModel)}>
        {words.tryIt}
        <span className="sr-only"> {modelId}</span>
      </Button>
      <Button disabled={begin.isPending} onClick={() => begin.mutate(verifyModel)}>
        {words.verify}
        <span className="sr-only"> {modelId}</span>
      </Button>
    </>
  );
}
