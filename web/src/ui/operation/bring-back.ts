import type { QueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { sentenceOf } from "@/api/problem";
import { restoreModel } from "@/api/trash";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";

/** Takes a deletion back, and says how that went. */
export async function bringBack(client: QueryClient, modelId: string, id?: string): Promise<void> {
  try {
    await restoreModel(modelId, id);
    showToast("done", t.operations.finished.restore(modelId));
  } catch (error) {
    showToast("failed", sentenceOf(error));
  }
  refreshModels(client);
}
