import { useQuery } from "@tanstack/react-query";
import { isFinished } from "./operation-state";
import { recentOperations } from "./operations";
import type { Operation } from "./types";

/**
 * Those of the newest-first operations that are not at their end, the oldest first: what runs stands
 * above what waits, in the order of the queue, and what is begun moves nothing that is there.
 */
export function activeOf(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter((operation) => !isFinished(operation)).reverse();
}

/** The operations that are not at their end, live; the oldest first. */
export function useActiveOperations(): readonly Operation[] {
  const { data = [] } = useQuery({ ...recentOperations, select: activeOf });
  return data;
}

/** How many those are: whoever shows no more is not drawn anew with each report. */
export function useActiveCount(): number {
  const { data = 0 } = useQuery({
    ...recentOperations,
    select: (operations) => activeOf(operations).length,
  });
  return data;
}
