/** The last speeds of each download that this tab heard of, for a small chart. */
import type { QueryClient } from "@tanstack/react-query";
import type { Operation } from "./types";

export const SPEEDS_KEPT = 60;
const speedsKey = (id: string) => ["operations", "speeds", id] as const;
export const speedsOf = (id: string) => speedsKey(id);

/** One reading a second at most, so that the chart spans a minute. */
export interface SpeedReading {
  at: number;
  bytesPerSecond: number;
}

export function noteSpeed(client: QueryClient, operation: Operation): void {
  if (operation.status !== "downloading" || operation.speed_bps == null) return;
  const at = Date.parse(operation.updated_at);
  const reading = { at, bytesPerSecond: operation.speed_bps };
  client.setQueryData<readonly SpeedReading[]>(speedsKey(operation.id), (before = []) =>
    withReading(before, reading),
  );
}

export function withReading(
  before: readonly SpeedReading[],
  reading: SpeedReading,
): readonly SpeedReading[] {
  const last = before.at(-1);
  if (last && reading.at - last.at < 1_000) return before;
  return [...before, reading].slice(-SPEEDS_KEPT);
}
