import { useQuery } from "@tanstack/react-query";
import { activeOperations } from "./operations";
import type { Operation } from "./types";

/**
 * The oldest first: what runs stands above what waits, in the order of the queue, and what is begun
 * moves nothing that is there.
 */
export const oldestFirst = (operations: readonly Operation[]) => operations.toReversed();

/** The operations that are not at their end, live; the oldest first. */
export function useActiveOperations(): readonly Operation[] {
  const { data = [] } = useQuery({ ...activeOperations, select: oldestFirst });
  return data;
}

/** How many those are: whoever shows no more is not drawn anew with each report. */
export function useActiveCount(): number {
  const { data = 0 } = useQuery({ ...activeOperations, select: (all) => all.length });
  return data;
}
