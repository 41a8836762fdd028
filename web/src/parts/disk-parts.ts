import type { DiskMap, DiskPart } from "@/api/types";

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

/** Of a disk what is to be drawn, in its order. */
export function shownParts({ parts }: DiskMap): DiskMap["parts"] {
  return PART_ORDER.flatMap((part) => parts.filter((one) => one.part === part)).filter(
    ({ size_bytes, part }) => size_bytes > 0 || part === "models",
  );
}
