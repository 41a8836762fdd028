import { expect, it } from "vitest";
import { model } from "@/testing/samples";
import { starterSet } from "./starter-set";

const FITS = { float32: "tight", float16: "fits", int8: "fits", int4: "fits" } as const;

it("suggests the largest of each type that this machine runs with ease and that comes soon", () => {
  const small = model({ id: "a/small", download_size_bytes: 90_000_000, fits: FITS });
  const good = model({ id: "a/good", download_size_bytes: 1_200_000_000, fits: FITS });
  const huge = model({ id: "a/huge", download_size_bytes: 9_000_000_000, fits: FITS });
  const tight = model({
    id: "a/tight",
    download_size_bytes: 2_000_000_000,
    fits: { ...FITS, float16: "tight" },
  });
  const splade = model({ id: "a/splade", model_type: "splade", fits: FITS });
  const closed = model({ id: "a/nc", model_type: "llm", fits: FITS, commercial_use: false });
  const set = starterSet([small, good, huge, tight, splade, closed]);
  expect(set.map(({ id }) => id)).toEqual(["a/good", "a/splade"]);
});
