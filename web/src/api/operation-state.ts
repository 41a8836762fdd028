/** What an operation's state means, and which of two reports of one operation to believe. */
import type { Operation, OperationStatus } from "./types";

const FINISHED: ReadonlySet<OperationStatus> = new Set(["completed", "failed", "cancelled"]);

export function isFinished(operation: Operation): boolean {
  return FINISHED.has(operation.status);
}

/** What moves, or will as soon as it is its turn; paused operations stand still. */
function isMoving({ status }: Operation): boolean {
  return status !== "paused" && !FINISHED.has(status);
}

/**
 * How far all that moves is together, in whole percent, as far as totals are known.
 *
 * Null where nothing moves or no total is known: there is then no figure to show.
 */
export function overallPercent(operations: readonly Operation[]): number | null {
  const counted = operations.filter((operation) => isMoving(operation) && operation.bytes_total);
  if (counted.length === 0) return null;
  const sum = (bytes: (operation: Operation) => number | null) =>
    counted.reduce((total, operation) => total + (bytes(operation) ?? 0), 0);
  return Math.floor((100 * sum((one) => one.bytes_downloaded)) / sum((one) => one.bytes_total));
}

/** The deeds that make sense in each state, of those that the server accepts. */
export type OperationDeed = "start-now" | "pause" | "resume" | "cancel" | "retry";

export function deedsOf(operation: Operation): readonly OperationDeed[] {
  switch (operation.operation) {
    case "download":
      return deedsOnDownload(operation);
    case "verify":
      if (operation.status === "failed" || operation.status === "cancelled") return ["retry"];
      return isFinished(operation) ? [] : ["cancel"];
    case "try":
      return isFinished(operation) ? [] : ["cancel"];
    default:
      // What moves folders cannot be stopped once it has begun, and is asked for anew.
      return operation.status === "pending" ? ["cancel"] : [];
  }
}

function deedsOnDownload(operation: Operation): readonly OperationDeed[] {
  switch (operation.status) {
    case "pending":
      return operation.waits_for === "hours"
        ? ["start-now", "pause", "cancel"]
        : ["pause", "cancel"];
    case "downloading":
    case "verifying":
      return ["pause", "cancel"];
    case "paused":
      return ["resume", "cancel"];
    case "running":
      return ["cancel"];
    case "failed":
    case "cancelled":
      return ["retry"];
    case "completed":
      return [];
  }
}

/**
 * The later of two reports of the same operation.
 *
 * Everything is written down before it is told, but a list can be read before an event and arrive
 * after it. Without this choice a bar would jump back whenever a list is fetched.
 */
export function laterReport(known: Operation | undefined, incoming: Operation): Operation {
  if (known === undefined) return incoming;
  const ahead = Date.parse(incoming.updated_at) - Date.parse(known.updated_at);
  if (ahead > 0) return withKnownDetails(known, incoming);
  if (ahead < 0) return known;
  // The answer to a move, and lists, tell no files; the event under the same time brings them.
  const saysNoMore =
    incoming.bytes_downloaded < known.bytes_downloaded ||
    (incoming.bytes_downloaded === known.bytes_downloaded && incoming.file_count === undefined);
  return incoming.status === known.status && saysNoMore ? known : withKnownDetails(known, incoming);
}

/**
 * Reports from lists leave details out; those of the last event are still the best known. An event
 * that only counts files says that those known before are old.
 */
function withKnownDetails(known: Operation, incoming: Operation): Operation {
  const {
    file_count = known.file_count,
    files_complete = known.files_complete,
    speeds_bps = known.speeds_bps,
  } = incoming;
  const counts = incoming.file_count !== undefined;
  const files = incoming.files ?? (counts ? undefined : known.files);
  return { ...incoming, files, file_count, files_complete, speeds_bps };
}
