import { describe, expect, it } from "vitest";
import type { Inspection, Model, ModelDetails } from "@/api/types";
import { model } from "@/testing/samples";
import { type Program, snippetsFor } from "./snippets";

const SHA = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf";
const FOLDER = "/shelf/models--org--model";
const SNAPSHOT = `${FOLDER}/snapshots/${SHA}`;
const QWEN3 = "Qwen/Qwen3-Reranker-0.6B";

interface Case extends Partial<Model> {
  architecture?: string;
  kind?: string;
  remoteCode?: boolean;
  chatTemplate?: boolean;
  paths?: readonly string[];
}

/** As the server tells of a model that is here, whole. */
function details(of: Case): ModelDetails {
  const { architecture, kind, remoteCode, chatTemplate, paths, ...part } = of;
  return {
    model: model({ id: "org/model", status: "installed", revision: SHA, ...part }),
    hub_page: "https://huggingface.co/org/model",
    cache_dir: "/shelf",
    loading: {
      architecture: architecture ?? null,
      kind: kind ?? null,
      remote_code: remoteCode ?? false,
      chat_template: chatTemplate ?? false,
    },
    folder: FOLDER,
    snapshot: SNAPSHOT,
    revisions: [],
    files: (paths ?? ["model.safetensors"]).map((path) => ({ path, size_bytes: 1 })),
    pinned_revision: null,
    update: null,
  };
}

/** As it is told of one that is not here. */
function absent(of: Case): ModelDetails {
  const part = { status: "available", revision: null } as const;
  return { ...details({ ...of, ...part }), loading: null, folder: null, snapshot: null, files: [] };
}

function look(facts: Record<string, string | boolean>, paths: readonly string[] = []): Inspection {
  const findings = Object.entries(facts).map(([name, value]) => [
    name,
    { value, confidence: "certain", evidence: [], note: null },
  ]);
  return {
    facts: Object.fromEntries(findings),
    files: paths.map((path) => ({ path, size_bytes: 1, needed: true })),
  } as unknown as Inspection;
}

const programs = (of: ModelDetails, seen?: Inspection) =>
  snippetsFor(of, seen).map(({ program }) => program);
const codeOf = (of: ModelDetails, wanted: Program, seen?: Inspection) =>
  snippetsFor(of, seen).find(({ program }) => program === wanted)?.code ?? "";

describe("the programs that are offered", () => {
  it.each<[string, Case, Program[]]>([
    [
      "an embedding model",
      { architecture: "BertModel" },
      ["sentence-transformers", "transformers", "vLLM", "TEI"],
    ],
    [
      "an embedding model that vLLM has not",
      { architecture: "MPNetModel" },
      ["sentence-transformers", "transformers", "TEI"],
    ],
    [
      "an embedding model that no server has",
      { architecture: "T5EncoderModel" },
      ["sentence-transformers", "transformers"],
    ],
    ["static vectors", { kind: "static embedding model" }, ["sentence-transformers"]],
    [
      "a cross-encoder",
      { model_type: "reranker", architecture: "XLMRobertaForSequenceClassification" },
      ["sentence-transformers", "transformers", "vLLM", "TEI"],
    ],
    [
      "a cross-encoder that no server has",
      { model_type: "reranker", architecture: "DebertaV2ForSequenceClassification" },
      ["sentence-transformers", "transformers"],
    ],
    [
      "Qwen3's reranker",
      { id: QWEN3, model_type: "reranker", architecture: "Qwen3ForCausalLM" },
      ["sentence-transformers", "transformers", "vLLM"],
    ],
    [
      "another language model as a reranker, which says nothing of its question",
      { model_type: "reranker", architecture: "GemmaForCausalLM" },
      ["huggingface_hub"],
    ],
    [
      "one that says so",
      {
        model_type: "reranker",
        architecture: "Qwen3ForCausalLM",
        paths: ["modules.json", "model.safetensors"],
      },
      ["sentence-transformers"],
    ],
    [
      "a SPLADE model",
      { model_type: "splade", architecture: "BertForMaskedLM" },
      ["sentence-transformers", "transformers", "TEI"],
    ],
    [
      "a sparse encoder that looks words up",
      { model_type: "splade", architecture: "SomethingElse" },
      ["sentence-transformers"],
    ],
    [
      "a language model",
      { model_type: "llm", architecture: "Qwen2ForCausalLM" },
      ["transformers", "vLLM"],
    ],
    ["a packed language model", { model_type: "llm", paths: ["q4.gguf"] }, ["llama.cpp"]],
    [
      "a model of speech",
      { model_type: null, kind: "automatic-speech-recognition" },
      ["transformers"],
    ],
    [
      "a model that draws",
      {
        model_type: null,
        kind: "text-to-image",
        paths: ["model_index.json", "unet/m.safetensors"],
      },
      ["diffusers", "huggingface_hub"],
    ],
    [
      "a model of which little is known",
      { model_type: null, architecture: "SomeModel" },
      ["transformers", "huggingface_hub"],
    ],
    [
      "late interaction",
      { model_type: null, kind: "late-interaction model" },
      ["sentence-transformers"],
    ],
    ["something else", { model_type: null }, ["huggingface_hub"]],
  ])("%s", (_, of, expected) => {
    expect(programs(details(of))).toEqual(expected);
  });

  it("are those that fit to what the Hub tells of a model that is not here", () => {
    const of = absent({ model_type: "embedding" });
    expect(programs(of)).toEqual(["sentence-transformers", "transformers"]);
    expect(programs(of, look({ architecture: "BertModel" }, ["model.safetensors"]))).toContain(
      "TEI",
    );
    expect(programs(of, look({ kind: "embedding model" }, ["onnx/model.onnx"]))).toEqual([
      "sentence-transformers",
    ]);
  });
});

describe("where the files are", () => {
  it("is told, and no network is asked, where the model is whole", () => {
    const code = codeOf(details({}), "sentence-transformers");
    expect(code).toContain(`revision="${SHA}"`);
    expect(code).toContain('cache_folder="/shelf"');
    expect(code).toContain("local_files_only=True");
    expect(codeOf(details({ model_type: "llm" }), "vLLM")).toContain(
      "HF_HUB_CACHE=/shelf HF_HUB_OFFLINE=1",
    );
    expect(codeOf(details({ architecture: "BertModel" }), "TEI")).toContain(
      `-v /shelf:/data:ro \\\n  ghcr.io/huggingface/text-embeddings-inference:cpu-latest \\\n  --model-id /data/models--org--model/snapshots/${SHA}`,
    );
  });

  it("is the cache that downloads go to, where the model is not here", () => {
    const of = absent({});
    const seen = look({ architecture: "BertModel" });
    expect(codeOf(of, "sentence-transformers", seen)).toContain('cache_folder="/shelf"');
    expect(codeOf(of, "transformers", seen)).toContain('cache_dir="/shelf"');
    expect(codeOf(of, "vLLM", seen)).toMatch(/^HF_HUB_CACHE=\/shelf \\\n/);
    expect(codeOf(of, "TEI", seen)).toContain("-v /shelf:/data \\");
    for (const { code } of snippetsFor(of, seen)) {
      expect(code).not.toMatch(/revision|local_files_only|OFFLINE/);
    }
  });

  it("may be fetched, where a part is missing", () => {
    const code = codeOf(details({ status: "partial" }), "transformers");
    expect(code).toContain(`revision="${SHA}"`);
    expect(code).not.toContain("local_files_only");
  });

  it("is a cache that is only read, where the model lies only there", () => {
    const copy = {
      cache_dir: "/mnt/nas",
      status: "installed",
      revision: SHA,
      size_bytes: 1,
    } as const;
    const code = codeOf(absent({ extra_caches: [copy] }), "sentence-transformers");
    expect(code).toContain('cache_folder="/mnt/nas"');
    expect(code).toContain("local_files_only=True");
  });

  it("is written so that no shell reads more into it", () => {
    const of = { ...details({ model_type: "llm" }), cache_dir: "/my $HOME/it's" };
    expect(codeOf(of, "vLLM")).toContain("HF_HUB_CACHE='/my $HOME/it'\\''s' HF_HUB_OFFLINE=1");
  });
});

describe("what the model is given", () => {
  it("has the prefix before queries as the model wants it", () => {
    const of = details({ query_prefix: "query: ", document_prefix: "passage: " });
    const code = codeOf(of, "sentence-transformers");
    expect(code).toContain('prompt="query: "');
    expect(code).toContain('prompt="passage: "');
    expect(codeOf(of, "transformers")).toContain('["query: A question?", "passage: A document."]');
  });

  it("is pooled as the model was trained", () => {
    expect(codeOf(details({ pooling_method: "cls" }), "transformers")).toContain("states[:, 0]");
    const last = codeOf(details({ pooling_method: "last_token" }), "transformers");
    expect(last).toContain('padding_side="left"');
    expect(last).toContain("states[:, -1]");
  });

  it("is Qwen3's question, scored by yes and no", () => {
    const of = details({ id: QWEN3, model_type: "reranker", architecture: "Qwen3ForCausalLM" });
    expect(codeOf(of, "transformers")).toContain("AutoModelForCausalLM");
    expect(codeOf(of, "transformers")).toContain("logits[:, yes] - logits[:, no]");
    expect(codeOf(of, "sentence-transformers")).toContain("<Instruct>: {TASK}");
    expect(codeOf(of, "vLLM")).toContain(
      `--hf-overrides '{"architectures":["Qwen3ForSequenceClassification"],"classifier_from_token":["no","yes"],"is_original_qwen3_reranker":true}'`,
    );
    // Nothing else has to be known of it: that is how it is offered before it is downloaded.
    expect(codeOf(absent({ id: QWEN3, model_type: "reranker" }), "transformers")).toContain("yes");
  });

  it("is Qwen3's question also where somebody made a classifier of it", () => {
    const of = details({
      id: "tomaarsen/Qwen3-Reranker-0.6B-seq-cls",
      model_type: "reranker",
      architecture: "Qwen3ForSequenceClassification",
    });
    expect(codeOf(of, "transformers")).toContain("AutoModelForSequenceClassification");
    expect(codeOf(of, "transformers")).toContain("<Instruct>");
    expect(codeOf(of, "vLLM")).not.toContain("hf-overrides");
  });

  it("is a talk with a model that has a template, and a text for others", () => {
    const chat = codeOf(details({ model_type: "llm", chatTemplate: true }), "transformers");
    expect(chat).toContain("apply_chat_template");
    const base = codeOf(details({ model_type: "llm" }), "transformers");
    expect(base).not.toContain("apply_chat_template");
  });

  it("may run code of the repository only where it has to, and says so", () => {
    const of = details({ remoteCode: true, architecture: "NewModel" });
    expect(codeOf(of, "sentence-transformers")).toContain("trust_remote_code=True");
    expect(codeOf(of, "vLLM")).toContain("--trust-remote-code");
    expect(codeOf(of, "vLLM")).toContain(`--hf-overrides '{"architectures":["GteNewModel"]}'`);
    expect(codeOf(details({}), "sentence-transformers")).not.toContain("trust_remote_code");
  });
});

describe("FastEmbed", () => {
  const paths = ["onnx/model.onnx", "tokenizer.json", "tokenizer_config.json"];

  it("is told of the model first, for it only knows a list of its own", () => {
    const code = codeOf(details({ paths, dimension: 384, pooling_method: "cls" }), "FastEmbed");
    expect(code).toContain("TextEmbedding.add_custom_model(");
    expect(code).toContain("pooling=PoolingType.CLS");
    expect(code).toContain(`specific_model_path="${SNAPSHOT}"`);
  });

  it("is not offered where it cannot load the model", () => {
    const pooling = { dimension: 384, pooling_method: "mean" } as const;
    expect(programs(details({ ...pooling, paths: ["onnx/model.onnx"] }))).not.toContain(
      "FastEmbed",
    );
    expect(programs(details({ paths, pooling_method: null }))).not.toContain("FastEmbed");
    expect(programs(details({ ...pooling, paths, status: "partial" }))).not.toContain("FastEmbed");
  });
});

it("llama.cpp is given the first part of a model, and how it is used", () => {
  const paths = ["mmproj-f16.gguf", "q4-00002-of-00002.gguf", "q4-00001-of-00002.gguf"];
  expect(codeOf(details({ model_type: "embedding", paths }), "llama.cpp")).toBe(
    `llama-server --embedding -m ${SNAPSHOT}/q4-00001-of-00002.gguf`,
  );
});
