import { expect, it } from "vitest";
import { isStalled } from "./stalled";

it("tells a download that stands still from a slow one", () => {
  expect(isStalled([1, 0, 0, 0, 0, 0, 0, 0, 0])).toBe(true);
  expect(isStalled([1, 0, 0, 0, 0, 0, 0, 0, 1])).toBe(false);
  expect(isStalled([0, 0])).toBe(false);
  expect(isStalled([])).toBe(false);
});
