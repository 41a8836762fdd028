import { afterEach, expect, it, vi } from "vitest";
import { deleteSeveral } from "./removal";

const IDS = Array.from({ length: 300 }, (_, at) => `acme/model-${at}`);

function answers(reply: (ids: string[]) => Response) {
  const asked: string[][] = [];
  vi.stubGlobal("fetch", async (request: Request) => {
    const { model_ids } = await request.json();
    asked.push(model_ids);
    return reply(model_ids);
  });
  return asked;
}

const json = (body: unknown, status = 202) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json" } });

const going = (ids: string[]) =>
  json({
    dry_run: false,
    freed_bytes: ids.length,
    models: ids.map((model_id) => ({ model_id, freed_bytes: 1, warnings: [] })),
    operations: [],
    undo_seconds: 600,
    skipped: [],
    unseen_use: ["Nobody knows."],
  });

afterEach(() => vi.unstubAllGlobals());

it("asks for more than a request takes in parts, and answers as one", async () => {
  const asked = answers(going);
  const found = await deleteSeveral(IDS, false);
  expect(asked.map((ids) => ids.length)).toEqual([200, 100]);
  expect(found.freed_bytes).toBe(300);
  expect(found.models.map(({ model_id }) => model_id)).toEqual(IDS);
  expect(found.unseen_use).toEqual(["Nobody knows."]);
});

it("keeps what went where a later part stays as a whole, and says why", async () => {
  const why = { model_id: "acme/model-299", code: "model_in_use", reason: "It is used." };
  const refusal = { status: 409, code: "nothing_freed", title: "", detail: "It is used." };
  answers((ids) => (ids.length === 200 ? going(ids) : json({ ...refusal, skipped: [why] }, 409)));
  const found = await deleteSeveral(IDS, false);
  expect(found.models).toHaveLength(200);
  expect(found.skipped).toEqual([why]);
});

it("is refused where nothing of it went", async () => {
  answers(() => json({ status: 409, code: "nothing_freed", title: "", detail: "No." }, 409));
  await expect(deleteSeveral(IDS, false)).rejects.toThrow("No.");
});
