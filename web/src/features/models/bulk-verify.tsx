import { useQueryClient } from "@tanstack/react-query";
import { applyOperation } from "@/api/live/apply";
import { verifyModel } from "@/api/models";
import { fetchOperation } from "@/api/operations";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { type BulkProps, BulkSummary } from "./bulk-summary";

const words = t.bulkDialog.verify;

/** Reads several models and compares every file with its checksum. */
export function BulkVerify(props: BulkProps) {
  const client = useQueryClient();
  return (
    <BulkSummary
      {...props}
      title={words.title(props.models.length)}
      description={words.description}
      items={props.models.map((model) => ({ model, bytes: model.size_on_disk_bytes }))}
      total={(bytes) => words.toRead(formatBytes(bytes))}
      submit={(count, bytes) => words.submit(count, formatBytes(bytes))}
      run={async (model) => {
        const { task_id } = await verifyModel(model.id);
        if (task_id) applyOperation(client, await fetchOperation(task_id));
      }}
      onRan={(models) => showToast("info", words.started(models.length))}
    />
  );
}
