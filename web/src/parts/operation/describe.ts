/** An operation in words: one line for the bytes, one for what is going on. */
import type { Operation } from "@/api/types";
import { formatBytes, formatBytesOf, formatSpeed } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatCount } from "@/lib/numbers";
import { formatDateTime, formatDuration } from "@/lib/time";

const SEPARATOR = " · ";

/** "55.8 of 91.5 MB · 24 MB/s · 2 s left", as far as each part is known. */
export function describeBytes(operation: Operation): string {
  const { bytes_downloaded: done, bytes_total: total, speed_bps: speed, eta_seconds } = operation;
  const parts: string[] = [];
  if (total) {
    const shown = formatBytesOf(done, total);
    parts.push(t.operations.bytes(shown.done, shown.total));
  } else if (done > 0) {
    parts.push(t.operations.bytesUnknownTotal(formatBytes(done)));
  }
  if (operation.status === "downloading" && speed != null) {
    parts.push(formatSpeed(speed));
    if (eta_seconds != null) parts.push(t.operations.timeLeft(formatDuration(eta_seconds)));
  }
  return parts.join(SEPARATOR);
}

/** What is going on: the place in the queue, the file that is coming, the check. */
export function describePhase(operation: Operation): string {
  switch (operation.status) {
    case "pending":
      return operation.waits_for === "hours" && operation.starts_at
        ? t.operations.waitingUntil(formatDateTime(operation.starts_at))
        : t.operations.waiting(operation.queue_position ?? null);
    case "downloading":
      if (operation.phase === "reconnecting") return t.operations.reconnecting;
      return describeFiles(operation);
    case "verifying":
      return t.operations.verifying;
    case "paused":
      return t.operations.pausedAt(formatBytes(operation.bytes_downloaded));
    case "failed":
      return operation.error ? said(operation.error) : t.operations.failedWithoutCause;
    case "running":
      return t.operations.doing[operation.operation];
    default:
      return t.operations.status[operation.status];
  }
}

function describeFiles({ files, file_count, files_complete }: Operation): string {
  if (files === undefined && file_count)
    return t.operations.filesInAll(formatCount(files_complete ?? 0), formatCount(file_count));
  if (files === undefined || files.length === 0) return t.operations.status.downloading;
  const complete = files.filter((file) => file.bytes_downloaded >= file.size_bytes);
  const coming = files.filter((file) => file.bytes_downloaded < file.size_bytes);
  const largest = coming.reduce<(typeof coming)[number] | undefined>(
    (most, file) => (most && most.bytes_downloaded >= file.bytes_downloaded ? most : file),
    undefined,
  );
  if (largest === undefined) return t.operations.status.downloading;
  return t.operations.files(largest.path, complete.length, files.length);
}
