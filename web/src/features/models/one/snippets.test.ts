import { describe, expect, it } from "vitest";
import type { Model, ModelDetails } from "@/api/types";
import { model } from "@/testing/samples";
import { type Program, snippetsFor } from "./snippets";

const SHA = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf";
const FOLDER = "/shelf/models--sentence-transformers--all-MiniLM-L6-v2";

function details(part: Partial<Model>, paths: readonly string[] = []): ModelDetails {
  return {
    model: model({ status: "installed", revision: SHA, ...part }),
    folder: FOLDER,
    snapshot: `${FOLDER}/snapshots/${SHA}`,
    revisions: [],
    files: paths.map((path) => ({ path, size_bytes: 1 })),
    pinned_revision: null,
    update: null,
  };
}

const programs = (of: ModelDetails) => snippetsFor(of).map(({ program }) => program);
const codeOf = (of: ModelDetails, wanted: Program) =>
  snippetsFor(of).find(({ program }) => program === wanted)?.code ?? "";

describe("snippetsFor", () => {
  it("offers the programs that can load the type", () => {
    expect(programs(details({ model_type: "embedding" }))).toEqual([
      "sentence-transformers",
      "transformers",
      "vLLM",
      "TEI",
    ]);
    expect(programs(details({ model_type: "llm" }))).toEqual(["transformers", "vLLM"]);
    expect(programs(details({ model_type: "llm" }, ["q4.gguf"]))).toEqual(["llama.cpp"]);
    expect(programs(details({ model_type: "embedding" }, ["onnx/model.onnx"]))).toContain(
      "FastEmbed",
    );
  });

  it("names the revision and the cache that are here, and asks no network", () => {
    const code = codeOf(details({}), "sentence-transformers");
    expect(code).toContain(`revision="${SHA}"`);
    expect(code).toContain('cache_folder="/shelf"');
    expect(code).toContain("local_files_only=True");
    expect(codeOf(details({ model_type: "llm" }), "vLLM")).toContain(
      'HF_HUB_CACHE="/shelf" HF_HUB_OFFLINE=1',
    );
  });

  it("puts the prefix before queries as the model wants it", () => {
    const code = codeOf(details({ query_prefix: "query: " }), "sentence-transformers");
    expect(code).toContain('prompt="query: "');
  });

  it("names no place for what is not on the disk", () => {
    const absent = { ...details({ revision: null }), folder: null, snapshot: null };
    expect(codeOf(absent, "transformers")).not.toMatch(/revision|cache_dir/);
  });
});
