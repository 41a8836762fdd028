import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { operation } from "@/testing/samples";
import { followOperations } from "./follow";
import { applyOperation } from "./live/apply";
import { operationKeys } from "./operations";
import type { Operation } from "./types";

const at = (second: number) => `2026-01-01T10:00:0${second}Z`;
const begun = ["first", "second"].map((id) => deletion({ id, status: "pending" }));

let client: QueryClient;
let steps: number[];

beforeEach(() => {
  vi.useFakeTimers();
  client = new QueryClient();
  client.setQueryData(operationKeys.active, []);
  steps = [];
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function deletion(part: Partial<Operation>): Operation {
  return operation({
    operation: "delete",
    model_id: `acme/${part.id}`,
    updated_at: at(1),
    ...part,
  });
}

const follow = () => followOperations(client, begun, (ended) => steps.push(ended.length));
const hear = (id: string, status: Operation["status"]) =>
  applyOperation(client, deletion({ id, status, updated_at: at(2) }));

it("counts what has ended, and gives all as they ended", async () => {
  const end = follow();
  hear("second", "failed");
  await vi.advanceTimersByTimeAsync(0);
  hear("first", "completed");
  expect((await end).map(({ status }) => status)).toEqual(["completed", "failed"]);
  expect(steps).toEqual([0, 1, 2]);
});

it("asks when no news come, also after the server was away", async () => {
  const answers: (() => Response)[] = [
    () => {
      throw new TypeError("no network");
    },
    () => Response.json(deletion({ id: "first", status: "completed", updated_at: at(3) })),
    () => Response.json(deletion({ id: "second", status: "completed", updated_at: at(3) })),
  ];
  vi.stubGlobal("fetch", async () => answers.shift()?.());
  const end = follow();
  await vi.advanceTimersByTimeAsync(7_000);
  expect((await end).map(({ status }) => status)).toEqual(["completed", "completed"]);
});

it("gives up when the server refuses to tell", async () => {
  vi.stubGlobal("fetch", async () => Response.json({ code: "signed_out" }, { status: 401 }));
  const end = expect(follow()).rejects.toMatchObject({ status: 401 });
  await vi.advanceTimersByTimeAsync(4_000);
  await end;
});
