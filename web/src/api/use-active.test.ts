import { expect, it } from "vitest";
import { operation } from "@/testing/samples";
import { oldestFirst } from "./use-active";

it("has what runs above what waits, in the order of the queue", () => {
  const newestFirst = [
    operation({ id: "second", status: "pending", queue_position: 2 }),
    operation({ id: "first", status: "pending", queue_position: 1 }),
    operation({ id: "runs", status: "downloading" }),
  ];
  expect(oldestFirst(newestFirst).map(({ id }) => id)).toEqual(["runs", "first", "second"]);
  expect(newestFirst[0]?.id).toBe("second");
});
