import type { QueryClient } from "@tanstack/react-query";
import { followOperations } from "@/api/follow";
import { refreshModels } from "@/api/live/apply";
import { sentenceOf } from "@/api/problem";
import { storageKeys, takeBackModels } from "@/api/storage";
import type { Operation } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";

const words = t.storage.proposals;

/** Follows deletions to their ends and tells what came of them, with one undo for all. */
export async function seeThrough(
  client: QueryClient,
  begun: readonly Operation[],
  revocable: boolean,
  onStep: (ended: number) => void,
): Promise<void> {
  try {
    const gone = doneOf(await followOperations(client, begun, onStep));
    const freed = gone.reduce((sum, one) => sum + one.bytes_total, 0);
    const ids = gone.map((one) => one.model_id);
    const undo = { label: t.storage.undo, run: () => void takeBack(client, ids) };
    if (gone.length > 0)
      showToast(
        "done",
        words.deleted(gone.length, formatBytes(freed)),
        revocable ? undo : undefined,
      );
  } catch (error) {
    showToast("failed", sentenceOf(error));
  }
  refreshStorage(client);
}

async function takeBack(client: QueryClient, modelIds: string[]): Promise<void> {
  try {
    const { operations, skipped } = await takeBackModels(modelIds);
    if (skipped[0]) showToast("failed", said(skipped[0].reason));
    const back = doneOf(await followOperations(client, operations, () => {}));
    if (back.length > 0) showToast("done", words.back(back.length));
  } catch (error) {
    showToast("failed", sentenceOf(error));
  }
  refreshStorage(client);
}

/** Those that failed are told one by one, as of any operation. */
function doneOf(operations: readonly Operation[]): Operation[] {
  return operations.filter((operation) => operation.status === "completed");
}

export function refreshStorage(client: QueryClient): void {
  refreshModels(client);
  void client.invalidateQueries({ queryKey: storageKeys.leftovers });
}
