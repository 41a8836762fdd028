/** The disk over time as areas, one on the other; what is above them all is free. */
import type { DiskPart, DiskSample } from "@/api/types";
import { PART_ORDER } from "@/parts/disk-parts";

export function partBytes(sample: DiskSample, part: DiskPart): number {
  return sample.parts.find((one) => one.part === part)?.size_bytes ?? 0;
}

/**
 * Polygons for a drawing of this size, the lowest first; the whole height is the largest disk.
 *
 * Places are by time, not by number: the server takes more samples where much changes.
 */
export function areasOf(
  samples: readonly DiskSample[],
  width: number,
  height: number,
): { part: DiskPart; points: string }[] {
  const times = samples.map((sample) => Date.parse(sample.taken_at));
  const [begin, end] = [Math.min(...times), Math.max(...times)];
  const largest = Math.max(
    ...samples.map(({ parts }) => parts.reduce((sum, { size_bytes }) => sum + size_bytes, 0)),
  );
  const x = times.map((time) => ((time - begin) / Math.max(1, end - begin)) * width);
  const y = (bytes: number) => height - (bytes / Math.max(1, largest)) * height;
  const point = (at: number, bytes: number) => `${(x[at] ?? 0).toFixed(1)},${y(bytes).toFixed(1)}`;

  let below = samples.map(() => 0);
  return PART_ORDER.filter((part) => part !== "free").map((part) => {
    const above = samples.map((sample, at) => (below[at] ?? 0) + partBytes(sample, part));
    const top = above.map((bytes, at) => point(at, bytes));
    const bottom = below.map((bytes, at) => point(at, bytes)).reverse();
    below = above;
    return { part, points: [...top, ...bottom].join(" ") };
  });
}
