import type { QueryClient } from "@tanstack/react-query";
import { refreshModels } from "@/api/live/apply";
import { sentenceOf } from "@/api/problem";
import { restoreModel } from "@/api/trash";
import { showToast } from "@/lib/toasts";

/** Takes a deletion back; the news of the operation say that it is done. */
export async function bringBack(client: QueryClient, modelId: string, id?: string): Promise<void> {
  try {
    await restoreModel(modelId, id);
  } catch (error) {
    showToast("failed", sentenceOf(error));
  }
  refreshModels(client);
}
