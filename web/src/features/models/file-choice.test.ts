import { expect, it } from "vitest";
import type { Plan } from "@/api/types";
import { choiceOf, wantedPaths } from "./file-choice";

function planOf(paths: readonly string[], leftOut: readonly string[] = []): Plan {
  const file = (path: string, action: "download" | "skip") => ({
    path,
    size_bytes: 1,
    action,
    reason: null,
    copied_from: null,
  });
  return {
    model_id: "org/name",
    revision: "c9745ed",
    files: [
      ...paths.map((path) => file(path, "download")),
      ...leftOut.map((path) => file(path, "skip")),
    ],
    download_bytes: 1,
    elsewhere_bytes: 0,
    unreachable_caches: [],
    cached_bytes: 0,
    skipped_bytes: 0,
    free_bytes_after: 1,
    fits_disk: true,
    starts_at: null,
    license: null,
    gated: null,
    private: false,
    closed: null,
    commercial_use: null,
    unsafe_files: [],
    remote_code: [],
    scan: null,
    warnings: [],
    refusal: null,
    affected_collections: [],
  };
}

it("begins with the files that the plan would fetch", () => {
  expect([...wantedPaths(planOf(["a.json"], ["b.onnx"]))]).toEqual(["a.json"]);
});

it("names each chosen file, with nothing in it read as a pattern", () => {
  const plan = planOf(["model[1].bin", "b*.json"], ["c.onnx"]);
  expect(choiceOf(plan, new Set(["model[1].bin", "b*.json"]))).toEqual({
    include: ["model[[]1].bin", "b[*].json"],
    exclude: [],
  });
});

it("names what is left out instead, where that is the list the server takes", () => {
  const shards = Array.from({ length: 150 }, (_, number) => `shard-${number}.safetensors`);
  const plan = planOf(shards, ["c.onnx"]);
  expect(choiceOf(plan, new Set(shards))).toEqual({ include: [], exclude: ["c.onnx"] });
});
