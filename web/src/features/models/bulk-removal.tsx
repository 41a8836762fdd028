import { useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshModels } from "@/api/live/apply";
import { deleteModel, removalPlan } from "@/api/models";
import { sentenceOf } from "@/api/problem";
import type { Model, RemovalPlan } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
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

  /** Those that can be brought back, each until when; a cache without a trash keeps none. */
  const [kept] = useState(() => new Map<string, string>());

  async function remove({ id }: Model) {
    // The cautions were shown beside each model.
    const { undo_until } = await deleteModel(id, { confirm: true, force: false });
    if (undo_until) kept.set(id, undo_until);
  }

  function tell(models: readonly Model[]) {
    refreshModels(client);
    const ids = models.map(({ id }) => id).filter((id) => kept.has(id));
    const first = ids.map((id) => kept.get(id) ?? "").sort()[0];
    if (first === undefined) return showToast("done", words.deleted(models.length));
    const undo = () => ids.forEach((id) => void bringBack(client, id));
    const text = words.trashed(models.length, formatDateTime(first));
    showToast("done", text, { label: t.storage.undo, run: undo });
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
      run={remove}
      onRan={tell}
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
    [t.removalDialog.blockers[kind], said(name), owner && `(${owner})`].filter(Boolean).join(" "),
  );
  return {
    model,
    bytes: freed_bytes,
    ...(blockers.length > 0 ? { refusal: blockers.join(", ") } : {}),
    ...(warnings.length > 0 ? { caution: warnings.map(said).join(" ") } : {}),
  };
}
