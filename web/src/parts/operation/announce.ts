import type { Operation } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast, type ToastTone } from "@/lib/toasts";

/** Tells the end of an operation, once, wherever the reader is. */
export function announceFinished(operation: Operation): void {
  const end = endOf(operation);
  if (end) showToast(end.tone, end.text);
}

/** What came of an operation, in a sentence; null where somebody else tells it, or it goes on. */
export function endOf(operation: Operation): { tone: ToastTone; text: string } | null {
  const model = operation.model_id;
  const words = t.operations;
  switch (operation.status) {
    case "completed": {
      const text = completionOf(operation);
      return text === null ? null : { tone: "done", text };
    }
    case "failed":
      return {
        tone: "failed",
        text: words.failed(model, operation.error ?? words.failedWithoutCause),
      };
    case "cancelled":
      return { tone: "info", text: words.cancelled(model) };
    default:
      return null;
  }
}

function completionOf({ operation, model_id: model, bytes_downloaded }: Operation): string | null {
  const words = t.operations.finished;
  switch (operation) {
    case "download":
      return words.download(model, formatBytes(bytes_downloaded));
    case "verify":
      return words.verify(model);
    case "try":
      return words.try(model);
    case "restore":
      return words.restore(model);
    case "export":
      return words.export(model);
    case "import":
      return words.import(model);
    case "reclaim":
      return words.reclaim(model, formatBytes(bytes_downloaded));
    case "delete":
      // Whoever deleted is told by the answer, with what was freed.
      return null;
  }
}
