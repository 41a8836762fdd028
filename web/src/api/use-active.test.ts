import { expect, it } from "vitest";
import { operation } from "@/testing/samples";
import { activeOf } from "./use-active";

it("has what runs above what waits, in the order of the queue, and leaves out what is over", () => {
  const newestFirst = [
    operation({ id: "second", status: "pending", queue_position: 2 }),
    operation({ id: "first", status: "pending", queue_position: 1 }),
    operation({ id: "over", status: "completed" }),
    operation({ id: "runs", status: "downloading" }),
  ];
  expect(activeOf(newestFirst).map(({ id }) => id)).toEqual(["runs", "first", "second"]);
  expect(newestFirst[0]?.id).toBe("second");
});
