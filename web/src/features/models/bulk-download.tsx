import { useQueries, useQueryClient } from "@tanstack/react-query";
import { applyOperation, refreshModels } from "@/api/live/apply";
import { downloadPlan, startDownload } from "@/api/models";
import { fetchOperation } from "@/api/operations";
import { sentenceOf } from "@/api/problem";
import type { Model, Plan } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { type BulkItem, type BulkProps, BulkSummary } from "./bulk-summary";

const words = t.bulkDialog.download;

/** Downloads the needed files of several models. */
export function BulkDownload(props: BulkProps) {
  const client = useQueryClient();
  const plans = useQueries({
    queries: props.models.map((model) => downloadPlan(model.id, "needed")),
  });
  const items = props.models.map((model, at) => itemOf(model, plans[at]));
  // Each plan says what would be free after it alone.
  const free = plans
    .map(({ data }) => data && data.free_bytes_after + data.download_bytes)
    .find((bytes) => bytes !== undefined);
  return (
    <BulkSummary
      {...props}
      title={words.title(props.models.length)}
      description={words.description}
      items={items}
      total={(bytes) =>
        free === undefined ? "" : words.freeAfter(formatBytes(Math.max(0, free - bytes)))
      }
      submit={(count, bytes) => words.submit(count, formatBytes(bytes))}
      run={async (model) => {
        const { task_id } = await startDownload(model.id, "needed");
        if (task_id) applyOperation(client, await fetchOperation(task_id));
      }}
      onRan={(models) => {
        refreshModels(client);
        showToast("done", words.started(models.length));
      }}
    />
  );
}

interface PlanQuery {
  data?: Plan | undefined;
  error: unknown;
}

function itemOf(model: Model, plan: PlanQuery | undefined): BulkItem {
  if (plan?.error) return { model, bytes: null, refusal: sentenceOf(plan.error) };
  if (!plan?.data) return { model, bytes: null };
  const { download_bytes, refusal, fits_disk, unsafe_files, remote_code, warnings } = plan.data;
  const item: BulkItem = { model, bytes: download_bytes };
  if (refusal) return { ...item, refusal: said(refusal.detail) };
  if (!fits_disk) return { ...item, refusal: t.downloadDialog.noSpace };
  const risks = [...unsafe_files, ...remote_code];
  const cautions = risks.length > 0 ? [t.downloadDialog.unsafe(risks.join(", "))] : [];
  const caution = [...warnings.map(said), ...cautions].join(" ");
  return caution ? { ...item, caution } : item;
}
