import { isFinished } from "@/api/operation-state";
import type { Model, Operation } from "@/api/types";

/** What a card shows: exactly one of these. */
export type CardState =
  | { kind: "busy"; operation: Operation }
  | { kind: "failed"; operation: Operation }
  | { kind: "idle" };

/**
 * The state of a model's card.
 *
 * `last` is the newest operation of the model that is known: the list itself carries only those
 * under way, and a failure must not vanish with its last event.
 */
export function cardState(model: Model, last: Operation | undefined): CardState {
  if (model.operation) return { kind: "busy", operation: model.operation };
  if (last === undefined || model.status === "installed") return { kind: "idle" };
  if (last.status === "failed") return { kind: "failed", operation: last };
  if (!isFinished(last)) return { kind: "busy", operation: last };
  return { kind: "idle" };
}

/** The newest operation of each model; `operations` come newest first. */
export function newestByModel(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  const newest = new Map<string, Operation>();
  for (const operation of operations) {
    if (!newest.has(operation.model_id)) newest.set(operation.model_id, operation);
  }
  return newest;
}
