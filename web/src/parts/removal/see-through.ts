import type { QueryClient } from "@tanstack/react-query";
import { followOperations } from "@/api/follow";
import { sentenceOf } from "@/api/problem";
import { takeSeveralBack } from "@/api/removal";
import type { Operation } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { notify } from "@/lib/notifications";
import { formatDateTime } from "@/lib/time";
import { showToast, type ToastAction, type ToastTone } from "@/lib/toasts";
import { announceDone } from "../operation/announce";

const words = t.bulkDialog.delete;

/** A model with which nothing was done, and why. */
export interface LeftAlone {
  model_id: string;
  reason: string;
}

/**
 * Follows deletions to their ends and tells what is gone, with one undo for all.
 *
 * @returns Those that failed.
 */
export async function seeThrough(
  client: QueryClient,
  begun: readonly Operation[],
  undoSeconds: number,
  onStep: (ended: readonly Operation[]) => void,
): Promise<LeftAlone[]> {
  try {
    const ended = await followOperations(client, begun, onStep);
    const gone = ended.filter(isDone);
    if (gone.length > 0) tellGone(client, gone, undoSeconds);
    return ended.filter((one) => !isDone(one)).map(leftAlone);
  } catch (error) {
    showToast("failed", sentenceOf(error));
    return [];
  }
}

function tellGone(client: QueryClient, gone: readonly Operation[], undoSeconds: number): void {
  const size = formatBytes(gone.reduce((sum, one) => sum + one.bytes_total, 0));
  const ids = gone.map((one) => one.model_id);
  const undo = { label: t.storage.undo, run: () => void takeBack(client, ids) };
  if (undoSeconds === 0) tell("done", words.deleted(gone.length, size));
  else tell("done", words.trashed(gone.length, size, firstEnd(gone, undoSeconds)), undo);
}

/** When the first of these deletions can no longer be taken back. */
function firstEnd(gone: readonly Operation[], undoSeconds: number): string {
  const began = gone.map((one) => Date.parse(one.started_at ?? one.created_at));
  return formatDateTime(new Date(Math.min(...began) + undoSeconds * 1000).toISOString());
}

async function takeBack(client: QueryClient, modelIds: readonly string[]): Promise<void> {
  try {
    const { operations, skipped } = await takeSeveralBack(modelIds);
    const ended = await followOperations(client, operations, () => {});
    const text = announceDone(ended.filter(isDone));
    if (text) notify(t.shell.product, text, "back");
    const missing = [...skipped, ...ended.filter((one) => !isDone(one)).map(leftAlone)];
    tellLeftAlone(words.notBack, missing);
  } catch (error) {
    showToast("failed", sentenceOf(error));
  }
}

const MOST_TOLD = 3;

/** Tells with which models nothing was done, and of the first ones why. */
export function tellLeftAlone(
  head: (count: number) => string,
  leftAlone: readonly LeftAlone[],
): void {
  if (leftAlone.length === 0) return;
  const more = leftAlone.length - MOST_TOLD;
  const sentences = [head(leftAlone.length), ...leftAlone.slice(0, MOST_TOLD).map(sentenceAbout)];
  tell("failed", [...sentences, ...(more > 0 ? [words.andMore(more)] : [])].join(" "));
}

/** Why nothing was done with a model; most reasons name it. */
export function sentenceAbout({ model_id, reason }: LeftAlone): string {
  return reason.includes(model_id) ? said(reason) : `${model_id}: ${said(reason)}`;
}

export function isDone({ status }: Operation): boolean {
  return status === "completed";
}

function leftAlone({ model_id, status, error }: Operation): LeftAlone {
  const reason = status === "cancelled" ? t.operations.status.cancelled : error;
  return { model_id, reason: reason ?? t.operations.failedWithoutCause };
}

/** To whoever looks at the page and, where they allowed it, to whoever does not. */
function tell(tone: ToastTone, text: string, action?: ToastAction): void {
  showToast(tone, text, action);
  notify(t.shell.product, text, text);
}
