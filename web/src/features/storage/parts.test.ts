import { expect, it } from "vitest";
import { besideLargest } from "./parts";

it("draws a model beside the largest one, however small both are on the disk", () => {
  const models = [{ size_bytes: 4_000 }, { size_bytes: 1_000 }];
  expect(besideLargest(models).map(({ width }) => width)).toEqual(["100%", "25%"]);
});

it("draws nothing where nothing is", () => {
  expect(besideLargest([{ size_bytes: 0 }])).toEqual([{ size_bytes: 0, width: "0%" }]);
  expect(besideLargest([])).toEqual([]);
});
