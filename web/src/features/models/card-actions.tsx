import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { applyOperation, refreshModels } from "@/api/live/apply";
import { repairModel } from "@/api/models";
import { fetchOperation } from "@/api/operations";
import { hasCode, sentenceOf } from "@/api/problem";
import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import type { Deed } from "./models-page";

interface CardActionsProps {
  model: Model;
  /** Its last download failed: "Retry" stands beside these and takes the first place. */
  failed: boolean;
  onAsk: (deed: Deed, model: Model) => void;
}

export function CardActions({ model, failed, onAsk }: CardActionsProps) {
  const fetchWord = failed ? null : wordForFetching(model);
  return (
    <>
      {model.status === "damaged" && <RepairButton model={model} />}
      {fetchWord && (
        <Button onClick={() => onAsk("download", model)}>
          {fetchWord}
          <span className="sr-only"> {model.id}</span>
        </Button>
      )}
      {model.status !== "available" && (
        <Button onClick={() => onAsk("delete", model)}>
          {t.models.card.delete}
          <span className="sr-only"> {model.id}</span>
          {model.used_by_collections.length > 0 && (
            <Lock role="img" aria-label={t.models.card.inUse} className="size-3.5" />
          )}
        </Button>
      )}
    </>
  );
}

const CONFIRMATION = "confirmation_required";

/** One click: what is wrong is known already, and nothing else is fetched. */
function RepairButton({ model }: { model: Model }) {
  const client = useQueryClient();
  const repair = useMutation({
    mutationFn: (confirm: boolean) => repairModel(model.id, confirm),
    onSuccess: async ({ task_id }) => {
      if (task_id) applyOperation(client, await fetchOperation(task_id));
    },
    onError: (error) => {
      if (!hasCode(error, CONFIRMATION)) showToast("failed", sentenceOf(error));
    },
    onSettled: () => refreshModels(client),
  });
  return (
    <>
      <Button disabled={repair.isPending} onClick={() => repair.mutate(false)}>
        {t.models.card.repair}
        <span className="sr-only"> {model.id}</span>
      </Button>
      {hasCode(repair.error, CONFIRMATION) && (
        <ConfirmDialog
          title={t.models.repair.title(model.name)}
          description={t.models.repair.description}
          submit={t.models.repair.submit}
          busy={repair.isPending}
          error={null}
          onConfirm={() => repair.mutate(true)}
          onClose={repair.reset}
        >
          {sentenceOf(repair.error)}
        </ConfirmDialog>
      )}
    </>
  );
}

function wordForFetching(model: Model): string | null {
  const words = t.models.card;
  switch (model.status) {
    case "available":
      return model.download_size_bytes
        ? words.downloadBytes(formatBytes(model.download_size_bytes))
        : words.download;
    case "partial":
      return words.downloadRest;
    case "damaged":
      return null;
    case "installed":
      return model.update_available ? words.update : null;
  }
}
