import { useQueries, useQueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { deleteModel, removalPlan } from "@/api/models";
import { sentenceOf } from "@/api/problem";
import type { Model, RemovalPlan } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { bringBack } from "@/parts/operation/bring-back";
import type { BulkProps } from "./bulk-dialog";
import { type BulkItem, BulkSummary } from "./bulk-summary";

const words = t.bulkDialog.delete;

/** Deletes several models; one that is in use stays, and the summary says why. */
export function BulkRemoval(props: BulkProps) {
  const client = useQueryClient();
  const plans = useQueries({
    // Not asked again behind the dialog: a fresh plan of what was just deleted says nothing.
    queries: props.models.map((model) => ({ ...removalPlan(model.id), staleTime: Infinity })),
  });
  const items = props.models.map((model, at) => itemOf(model, plans[at]));

  function undo(models: readonly Model[]) {
    for (const model of models) void bringBack(client, model.id);
  }

  return (
    <BulkSummary
      {...props}
      danger
      title={words.title(props.models.length)}
      description={words.description}
      items={items}
      total={(bytes) => t.removalDialog.frees(formatBytes(bytes))}
      submit={(count, bytes) => words.submit(count, formatBytes(bytes))}
      // The cautions were shown beside each model.
      run={(model) => deleteModel(model.id, { confirm: true, force: false })}
      onRan={(models) => {
        refreshModels(client);
        const action = { label: t.storage.undo, run: () => undo(models) };
        showToast("done", words.deleted(models.length), action);
      }}
    />
  );
}

interface PlanQuery {
  data?: RemovalPlan | undefined;
  error: unknown;
}

function itemOf(model: Model, plan: PlanQuery | undefined): BulkItem {
  if (plan?.error) return { model, bytes: null, refusal: sentenceOf(plan.error) };
  if (!plan?.data) return { model, bytes: null };
  const { blocked_by, warnings, freed_bytes } = plan.data;
  const blockers = blocked_by.map(({ kind, name, owner }) =>
    [t.removalDialog.blockers[kind], name, owner && `(${owner})`].filter(Boolean).join(" "),
  );
  return {
    model,
    bytes: freed_bytes,
    ...(blockers.length > 0 ? { refusal: blockers.join(", ") } : {}),
    ...(warnings.length > 0 ? { caution: warnings.join(" ") } : {}),
  };
}
