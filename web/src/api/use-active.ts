import { useQuery } from "@tanstack/react-query";
import { isFinished } from "./operation-state";
import { recentOperations } from "./operations";
import type { Operation } from "./types";

/** The operations that are not at their end, live; the newest first. */
export function useActiveOperations(): readonly Operation[] {
  const { data = [] } = useQuery({
    ...recentOperations,
    select: (operations) => operations.filter((operation) => !isFinished(operation)),
  });
  return data;
}
