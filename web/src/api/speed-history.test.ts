import { expect, it } from "vitest";
import { isStalled, SPEEDS_KEPT, type SpeedReading, withReading } from "./speed-history";

function readingsOf(bytesEachSecond: readonly number[]): readonly SpeedReading[] {
  return bytesEachSecond.map((bytes, second) => ({ at: second * 1000, bytesPerSecond: 1, bytes }));
}

it("keeps one reading a second, of the last minute", () => {
  let readings: readonly SpeedReading[] = [];
  for (let quarter = 0; quarter < 4 * 90; quarter += 1) {
    readings = withReading(readings, {
      at: quarter * 250,
      bytesPerSecond: quarter,
      bytes: quarter,
    });
  }
  expect(readings).toHaveLength(SPEEDS_KEPT);
  expect(readings.at(-1)?.at).toBe(89_000);
  expect(readings[0]?.at).toBe(30_000);
});

it("tells a download that stands still from a slow one", () => {
  expect(isStalled(readingsOf([1, 2, 2, 2, 2, 2, 2, 2, 2, 2]))).toBe(true);
  expect(isStalled(readingsOf([1, 2, 2, 2, 2, 2, 2, 2, 2, 3]))).toBe(false);
  expect(isStalled([])).toBe(false);
});
