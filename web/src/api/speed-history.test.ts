import { expect, it } from "vitest";
import { SPEEDS_KEPT, type SpeedReading, withReading } from "./speed-history";

it("keeps one reading a second, of the last minute", () => {
  let readings: readonly SpeedReading[] = [];
  for (let quarter = 0; quarter < 4 * 90; quarter += 1) {
    readings = withReading(readings, { at: quarter * 250, bytesPerSecond: quarter });
  }
  expect(readings).toHaveLength(SPEEDS_KEPT);
  expect(readings.at(-1)?.at).toBe(89_000);
  expect(readings[0]?.at).toBe(30_000);
});
