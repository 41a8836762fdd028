import { expect, it } from "vitest";
import { formatDuration, formatTook } from "./time";

it.each([
  [0, "1 s"],
  [1.2, "2 s"],
  [59.4, "1 min"],
  [150, "3 min"],
  [3_590, "1 h"],
  [4_800, "1 h 20 min"],
])("%d seconds are %s", (seconds, shown) => {
  expect(formatDuration(seconds)).toBe(shown);
});

it.each([
  [0.004, "0.1 s"],
  [0.34, "0.3 s"],
  [1.2, "2 s"],
  [150, "3 min"],
])("what took %d seconds took %s", (seconds, shown) => {
  expect(formatTook(seconds)).toBe(shown);
});
