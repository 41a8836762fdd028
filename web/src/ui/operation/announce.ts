import type { Operation } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";

/** Tells the end of an operation, once, wherever the reader is. */
export function announceFinished(operation: Operation): void {
  const model = operation.model_id;
  const words = t.operations;
  switch (operation.status) {
    case "completed":
      announceCompletion(operation);
      break;
    case "failed":
      showToast("failed", words.failed(model, operation.error ?? words.failedWithoutCause));
      break;
    case "cancelled":
      showToast("info", words.cancelled(model));
      break;
  }
}

function announceCompletion(operation: Operation): void {
  const words = t.operations.finished;
  switch (operation.operation) {
    case "download":
      showToast(
        "done",
        words.download(operation.model_id, formatBytes(operation.bytes_downloaded)),
      );
      break;
    case "verify":
      showToast("done", words.verify(operation.model_id));
      break;
    case "try":
      showToast("done", words.try(operation.model_id));
      break;
    case "restore":
      showToast("done", words.restore(operation.model_id));
      break;
    case "export":
      showToast("done", words.export(operation.model_id));
      break;
    case "import":
      showToast("done", words.import(operation.model_id));
      break;
    case "delete":
      // Whoever deleted is told by the answer, with what was freed.
      break;
  }
}
