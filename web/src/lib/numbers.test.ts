import { expect, it } from "vitest";
import { formatCompact } from "./numbers";

it.each([
  [786_432, "786 K"],
  [22_713_728, "22.7 M"],
  [1_543_714_304, "1.54 B"],
  [12, "12"],
])("counts %d as %s", (count, shown) => {
  expect(formatCompact(count)).toBe(shown);
});
