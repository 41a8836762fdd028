import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Session, sessionKey } from "@/api/session";
import type { Operation } from "@/api/types";
import { useToasts } from "@/lib/toasts";
import { operation } from "@/testing/samples";
import { announceFinished } from "./announce";

let client: QueryClient;

beforeEach(() => {
  client = new QueryClient();
  signIn("admin");
  useToasts.setState({ toasts: [] });
});
afterEach(() => vi.unstubAllGlobals());

const signIn = (role: "admin" | "viewer") =>
  client.setQueryData(sessionKey, {
    kind: "signed_in",
    account: { username: "ada", role },
  } as Session);
const end = (name: string, part: Partial<Operation>) =>
  announceFinished(client, operation({ id: name, model_id: `acme/${name}`, ...part }));
const told = () => useToasts.getState().toasts.map(({ text, action }) => [text, action?.label]);

it("tells failures of one cause together, and retries them with one press", () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    asked.push(request.url.replace(/.*download/, ""));
    return Response.json(operation({ status: "pending" }));
  });
  for (const name of ["one", "two"]) end(name, { status: "failed", error: "The disk is full." });
  end("three", { status: "failed", error: "The Hub has no such file." });
  expect(told()).toEqual([
    ["acme/one and acme/two: The disk is full.", "Retry"],
    ["acme/three: The Hub has no such file.", "Retry"],
  ]);
  useToasts.getState().toasts[0]?.action?.run();
  expect(asked).toEqual(["/one/retry", "/two/retry"]);
});

it("offers no retry to whoever may not", () => {
  signIn("viewer");
  end("one", { status: "failed", error: "The disk is full." });
  expect(told()).toEqual([["acme/one: The disk is full.", undefined]]);
});

it("tells what was cancelled together", () => {
  for (const name of ["one", "two", "three", "four"]) end(name, { status: "cancelled" });
  expect(told()).toEqual([["4 models: cancelled.", undefined]]);
});

it("does not call the files right of which a verification found something", () => {
  const note = "a.bin does not match its checksum: repair the model to have it fetched again.";
  end("one", { operation: "verify", status: "completed", notes: [note] });
  end("two", { operation: "verify", status: "completed" });
  expect(told()).toEqual([
    [`acme/one was read. ${note}`, undefined],
    ["acme/two is verified: every file is as it should be.", undefined],
  ]);
});
