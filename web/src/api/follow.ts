/** Following several operations together to their ends. */
import { hashKey, type QueryClient } from "@tanstack/react-query";
import { applyOperation } from "./live/apply";
import { isFinished } from "./operation-state";
import { fetchOperation, heardOperations, operationKeys } from "./operations";
import { ApiProblem } from "./problem";
import type { Operation } from "./types";

/** For so long the live news are trusted; then it is asked. */
const PATIENCE_MS = 3_000;
const HEARD = hashKey(operationKeys.heard);

const followed = new Set<string>();

/** Whether somebody waits for its end together with those of others, and tells what came of all. */
export const isFollowed = ({ id }: Operation) => followed.has(id);

/**
 * Waits until all of these have ended, be it with success or not, and gives them as they ended.
 *
 * While the server cannot be reached it goes on waiting: the operations do not depend on this page.
 *
 * @param onStep Is told how many have ended, each time more have.
 * @throws ApiProblem when the server refuses to tell: the session may have ended.
 */
export async function followOperations(
  client: QueryClient,
  begun: readonly Operation[],
  onStep: (ended: readonly Operation[]) => void,
): Promise<Operation[]> {
  for (const { id } of begun) followed.add(id);
  try {
    for (const operation of begun) applyOperation(client, operation);
    for (;;) {
      const known = begun.map((one) => heardOperations(client)[one.id] ?? one);
      const open = known.filter((one) => !isFinished(one));
      onStep(known.filter(isFinished));
      if (open.length === 0) return known;
      if (!(await newsCame(client))) await askFor(client, open);
    }
  } finally {
    for (const { id } of begun) followed.delete(id);
  }
}

/** True once anything is heard of any operation, false when nothing is for too long. */
function newsCame(client: QueryClient): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (came: boolean) => {
      unsubscribe();
      clearTimeout(timer);
      resolve(came);
    };
    const timer = setTimeout(() => end(false), PATIENCE_MS);
    const unsubscribe = client.getQueryCache().subscribe(({ type, query }) => {
      if (type === "updated" && query.queryHash === HEARD) end(true);
    });
  });
}

async function askFor(client: QueryClient, open: readonly Operation[]): Promise<void> {
  try {
    // One after the other: those that wait behind the first have hardly moved.
    for (const { id } of open) {
      const told = await fetchOperation(id);
      applyOperation(client, told);
      if (!isFinished(told)) return;
    }
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 0) throw error;
  }
}
