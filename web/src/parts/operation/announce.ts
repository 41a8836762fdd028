import type { QueryClient } from "@tanstack/react-query";
import { isFollowed } from "@/api/follow";
import { applyOperation } from "@/api/live/apply";
import { deedsOf } from "@/api/operation-state";
import { moveOperation } from "@/api/operations";
import { sentenceOf } from "@/api/problem";
import { type Session, sessionKey } from "@/api/session";
import type { Operation } from "@/api/types";
import { mayMove } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { LOCALE } from "@/lib/language";
import { said, t } from "@/lib/messages";
import { once } from "@/lib/once";
import { type Alike, showAlike, showToast, type ToastTone } from "@/lib/toasts";
import { foundSomething } from "./outcome";

/** Tells the end of an operation, once, wherever the reader is. */
export function announceFinished(client: QueryClient, operation: Operation): void {
  const end = endOf(operation);
  if (!end) return;
  const { model_id: name } = operation;
  if (operation.status === "completed" && foundSomething(operation)) showToast(end.tone, end.text);
  else if (operation.status === "completed") announceDone([operation]);
  else if (operation.status === "cancelled") {
    const ofMany = (names: readonly string[]) => t.operations.cancelled(listed(names));
    showAlike(end.tone, end.text, { kind: "cancelled", names: [name], ofMany });
  } else {
    // Together where they have one cause, which is said once; retried together, too.
    const cause = causeOf(operation);
    const ofMany = (names: readonly string[]) => t.operations.failed(listed(names), cause);
    const kind = `failed: ${cause}`;
    showAlike(end.tone, end.text, { kind, names: [name], ofMany, ...again(client, operation) });
  }
}

/** Trying it again, where the reader may. */
function again(client: QueryClient, operation: Operation): Pick<Alike, "deeds"> {
  const session = client.getQueryData<Session>(sessionKey);
  const account = session?.kind === "signed_in" ? session.account : undefined;
  if (!deedsOf(operation).includes("retry") || !mayMove(account, operation)) return {};
  const retry = () =>
    moveOperation(operation.id, "retry").then(
      (begun) => applyOperation(client, begun),
      (error) => showToast("failed", sentenceOf(error)),
    );
  return {
    deeds: { label: t.operations.retry, runs: { [operation.id]: () => void retry() } },
  };
}

const causeOf = ({ error }: Operation) => (error ? said(error) : t.operations.failedWithoutCause);

/** Tells of operations of one kind that are done, in one message; gives what it says. */
export function announceDone(done: readonly Operation[]): string {
  const [first] = done;
  const one = first ? completionOf(first) : null;
  if (!first || one === null) return "";
  const many = t.operations.finishedMany[first.operation];
  if (many === undefined) {
    showToast("done", one);
    return one;
  }
  const ofMany = (names: readonly string[]) => many(listed(names));
  const names = done.map(({ model_id }) => model_id);
  const text = names.length > 1 ? ofMany(names) : one;
  showAlike("done", text, { kind: first.operation, names, ofMany });
  return text;
}

/** What came of an operation, in a sentence; null where somebody else tells it, or it goes on. */
export function endOf(operation: Operation): { tone: ToastTone; text: string } | null {
  if (isFollowed(operation)) return null;
  const model = operation.model_id;
  const words = t.operations;
  switch (operation.status) {
    case "completed": {
      const text = completionOf(operation);
      return text === null ? null : { tone: foundSomething(operation) ? "info" : "done", text };
    }
    case "failed":
      return {
        tone: "failed",
        text: words.failed(model, causeOf(operation)),
      };
    case "cancelled":
      return { tone: "info", text: words.cancelled(model) };
    default:
      return null;
  }
}

function completionOf(ended: Operation): string | null {
  const { operation, model_id: model, bytes_downloaded, notes } = ended;
  const words = t.operations.finished;
  switch (operation) {
    case "download":
      return words.download(model, formatBytes(bytes_downloaded));
    case "verify":
      return foundSomething(ended)
        ? words.found(model, notes.map(said).join(" "))
        : words.verify(model);
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

const MOST_NAMED = 3;
const enumeration = once(() => new Intl.ListFormat(LOCALE));

/** By name while they are few. */
function listed(modelIds: readonly string[]): string {
  return modelIds.length <= MOST_NAMED
    ? enumeration().format(modelIds)
    : t.models.selection.count(modelIds.length);
}
