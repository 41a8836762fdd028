import { useEffect, useState } from "react";
import type { Operation } from "@/api/types";

const SILENT_MS = 4_000;

/**
 * Whether a running download was not heard of for some seconds.
 *
 * The worker may be gone, the server, or the network between: whatever was told last of its speed
 * is not true any more.
 */
export function useSilent(operation: Operation): boolean {
  const [silentSince, setSilentSince] = useState<Operation | null>(null);
  useEffect(() => {
    if (operation.status !== "downloading") return;
    const timer = setTimeout(() => setSilentSince(operation), SILENT_MS);
    return () => clearTimeout(timer);
  }, [operation]);
  return silentSince === operation;
}
