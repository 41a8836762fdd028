/** What this tab heard last of each download's speed: for a small chart, and to see it stall. */
import type { QueryClient } from "@tanstack/react-query";
import type { Operation } from "./types";

/** One reading a second at most, so that they span a minute. */
export const SPEEDS_KEPT = 60;
const STALLED_MS = 8_000;

export interface SpeedReading {
  at: number;
  bytesPerSecond: number;
  /** How many bytes were here by then. */
  bytes: number;
}

export const speedsKey = (id: string) => ["operations", "speeds", id] as const;

export function noteSpeed(client: QueryClient, operation: Operation): void {
  if (operation.status !== "downloading" || operation.speed_bps == null) return;
  const reading = {
    at: Date.parse(operation.updated_at),
    bytesPerSecond: operation.speed_bps,
    bytes: operation.bytes_downloaded,
  };
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

/** Whether nothing has come for some seconds, although it is reported on. */
export function isStalled(readings: readonly SpeedReading[]): boolean {
  const last = readings.at(-1);
  return (
    last !== undefined &&
    readings.some(({ at, bytes }) => bytes === last.bytes && last.at - at >= STALLED_MS)
  );
}
