import type { DiskPart } from "@/api/types";

/** Each part of the disk in one colour, here and over time. Its name always stands beside it. */
export const PART_COLOURS: Record<DiskPart, string> = {
  models: "var(--accent)",
  shared: "color-mix(in srgb, var(--accent) 75%, var(--surface))",
  partial: "color-mix(in srgb, var(--accent) 55%, var(--surface))",
  datasets: "color-mix(in srgb, var(--accent) 40%, var(--surface))",
  spaces: "color-mix(in srgb, var(--accent) 25%, var(--surface))",
  trash: "var(--caution)",
  other: "var(--other)",
  free: "var(--raised)",
};

/** From the bottom of the chart and the left of the bar; `free` is what is left. */
export const PART_ORDER: readonly DiskPart[] = [
  "models",
  "shared",
  "partial",
  "datasets",
  "spaces",
  "trash",
  "other",
  "free",
];

/**
 * The largest models, each with how wide its bar is: beside the largest of them, since of a whole
 * disk the share of a single model is often too thin to be seen.
 */
export function besideLargest<T extends { size_bytes: number }>(
  models: readonly T[],
): (T & { width: string })[] {
  const largest = Math.max(1, ...models.map(({ size_bytes }) => size_bytes));
  return models.map((model) => ({ ...model, width: `${(model.size_bytes / largest) * 100}%` }));
}
