import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { applyOperation, refreshModels } from "@/api/live/apply";
import { downloadPlan, startDownload } from "@/api/models";
import { fetchOperation } from "@/api/operations";
import { hasCode } from "@/api/problem";
import type { FileChoice, Model, Plan } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { useSettled } from "@/lib/use-settled";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { ProblemNotice } from "@/ui/problem-notice";
import { type ChoiceKind, choiceOf, wantedPaths } from "./file-choice";
import { PlanSkeleton, PlanSummary } from "./plan-summary";
import { RevisionField } from "./revision-field";
import { VariantChoice, variantsIn } from "./variant-choice";

const words = t.downloadDialog;
const TYPING_PAUSE_MS = 500;

interface DownloadDialogProps {
  model: Pick<Model, "id" | "name">;
  onClose: () => void;
}

/** Shows the plan of a download, and starts it. */
export default function DownloadDialog({ model, onClose }: DownloadDialogProps) {
  const [kind, setKind] = useState<ChoiceKind>("needed");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [picked, setPicked] = useState<FileChoice>("needed");
  const [variant, setVariant] = useState<string>();
  const [branch, setBranch] = useState("");
  const wanted = branch.trim();
  const settledBranch = useSettled(wanted, TYPING_PAUSE_MS);
  // Where one variant has to be chosen there is no plan without it, and the choice stays in sight.
  const unasked = useQuery(downloadPlan(model.id, "needed", settledBranch));
  const variants = variantsIn(unasked.error);
  const needed: FileChoice = variants.some(({ include }) => include === variant)
    ? { include: [variant ?? ""], exclude: [] }
    : "needed";
  const files = { needed, all: "all" as const, chosen: picked }[kind];
  const plan = useQuery(downloadPlan(model.id, files, settledBranch));
  const start = useStart(model, { files, revision: wanted || null }, onClose);

  function choose(next: ChoiceKind) {
    setKind(next);
    if (next !== "chosen" || !plan.data) return;
    setPicked(files);
    setChosen(wantedPaths(plan.data));
  }

  function chooseVariant(include: string) {
    setKind("needed");
    setVariant(include);
  }

  function toggle(current: Plan, path: string) {
    const next = new Set(chosen);
    if (!next.delete(path)) next.add(path);
    setChosen(next);
    if (next.size > 0) setPicked(choiceOf(current, next));
  }

  const nothingChosen = kind === "chosen" && chosen.size === 0;
  const settled = plan.data !== undefined && !plan.isPlaceholderData && !plan.isError;
  const current = settled && settledBranch === wanted;
  const allowed = current && plan.data.fits_disk && !plan.data.refusal && !plan.data.closed;
  const ready = allowed && !nothingChosen;
  return (
    <Dialog
      title={words.title(model.name)}
      description={words.description}
      aside={plan.data && words.revision(plan.data.revision.slice(0, 7))}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t.common.cancel}</Button>
          {plan.data?.starts_at && (
            <Button disabled={!ready || start.isPending} onClick={() => start.mutate(true)}>
              {words.startNow}
            </Button>
          )}
          <Button
            tone="primary"
            disabled={!ready || start.isPending}
            onClick={() => start.mutate(false)}
          >
            {start.isPending ? words.starting : labelOf(plan.data)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {variants.length > 0 && (
          <VariantChoice
            problem={unasked.error}
            variants={variants}
            chosen={variant}
            onChoose={chooseVariant}
          />
        )}
        {hasCode(plan.error, "variant_required") && variants.length > 0 ? null : plan.isError ? (
          <ProblemNotice error={plan.error} onRetry={() => void plan.refetch()} />
        ) : plan.data ? (
          <PlanSummary
            plan={plan.data}
            kind={kind}
            chosen={chosen}
            onKind={choose}
            onToggle={(path) => toggle(plan.data, path)}
            onRetry={() => void plan.refetch()}
          />
        ) : (
          <PlanSkeleton />
        )}
        <RevisionField value={branch} onChange={setBranch} />
        {start.isError && <ProblemNotice error={start.error} />}
      </div>
    </Dialog>
  );
}

function labelOf(plan: Plan | undefined): string {
  if (plan === undefined) return t.models.card.download;
  return plan.download_bytes > 0 ? words.submit(formatBytes(plan.download_bytes)) : words.finish;
}

interface Asked {
  files: FileChoice;
  /** The branch, not the commit of the plan: the ref of what was asked for is what is written. */
  revision: string | null;
}

function useStart(
  model: Pick<Model, "id" | "name">,
  { files, revision }: Asked,
  onClose: () => void,
) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (startNow: boolean) => startDownload(model.id, files, { revision, startNow }),
    onSuccess: async ({ task_id }) => {
      onClose();
      if (!task_id) {
        showToast("info", words.complete(model.name));
        refreshModels(client);
        return;
      }
      // The card changes now, without waiting for the first live event.
      applyOperation(client, await fetchOperation(task_id));
    },
  });
}
