import { expect, it } from "vitest";
import type { DiskSample } from "@/api/types";
import { areasOf } from "./history-areas";

function sample(day: number, models: number, other: number, free: number): DiskSample {
  const parts = { models, other, free };
  return {
    taken_at: `2026-01-0${day}T00:00:00Z`,
    models_by_type_bytes: {},
    parts: Object.entries(parts).map(([part, size_bytes]) => ({
      part: part as keyof typeof parts,
      size_bytes,
      share: 0,
    })),
  };
}

it("stacks the parts by their bytes and places them by their time", () => {
  const samples = [sample(1, 25, 25, 50), sample(2, 50, 25, 25), sample(5, 50, 25, 25)];
  const areas = new Map(areasOf(samples, 100, 100).map(({ part, points }) => [part, points]));
  expect(areas.get("models")).toBe(
    "0.0,75.0 25.0,50.0 100.0,50.0 100.0,100.0 25.0,100.0 0.0,100.0",
  );
  expect(areas.get("other")).toBe("0.0,50.0 25.0,25.0 100.0,25.0 100.0,50.0 25.0,50.0 0.0,75.0");
  expect(areas.has("free")).toBe(false);
});
