import { useMutation, useQueryClient } from "@tanstack/react-query";
import { applyOperation } from "@/api/live/apply";
import type { OperationDeed } from "@/api/operation-state";
import { moveOperation } from "@/api/operations";
import { sentenceOf } from "@/api/problem";
import { showToast } from "@/lib/toasts";
import { announceFinished } from "./announce";

/** Pauses, resumes, cancels or retries; the answer is shown before the live event comes. */
export function useMove(taskId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: OperationDeed) => moveOperation(taskId, deed),
    onSuccess: (operation) =>
      applyOperation(client, operation, (ended) => announceFinished(client, ended)),
    onError: (error) => showToast("failed", sentenceOf(error)),
  });
}
