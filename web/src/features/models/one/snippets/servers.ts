/** Commands for programs that serve a model: vLLM (0.33), TEI, llama.cpp. */
import { scoringOf } from "./rerankers";
import { folderInCache, type Subject, snapshotOf } from "./subject";
import { teiNeedsGpu, vllmName } from "./supported";
import { shellEnvironment, shellWord } from "./writing";

const QWEN3_AS_CLASSIFIER = {
  architectures: ["Qwen3ForSequenceClassification"],
  classifier_from_token: ["no", "yes"],
  is_original_qwen3_reranker: true,
};

export function vllm(subject: Subject, ...more: string[]): string {
  const { id, revision, architecture, remoteCode } = subject;
  const name = vllmName(architecture);
  const parts = [
    `vllm serve ${shellWord(id)}`,
    ...(revision ? [`--revision ${revision}`] : []),
    ...more,
    ...(name ? [overrides({ architectures: [name] })] : []),
    ...(remoteCode ? ["--trust-remote-code"] : []),
  ];
  return shellEnvironment(subject) + parts.join(" \\\n  ");
}

const overrides = (settings: object) => `--hf-overrides ${shellWord(JSON.stringify(settings))}`;

export function vllmReranker(subject: Subject): string {
  const { by, qwen3 } = scoringOf(subject);
  const asked = by === "yes or no" ? [overrides(QWEN3_AS_CLASSIFIER)] : [];
  const command = vllm(subject, "--runner pooling", ...asked);
  if (!qwen3) return command;
  return `# Queries and documents need their prompts: as transformers' code has them, or by
# --chat-template examples/pooling/score/template/qwen3_reranker.jinja of vLLM's sources.
${command}`;
}

/** A folder is what it loads without asking anybody; else it fetches into the cache that it is lent. */
export function tei(subject: Subject, more = ""): string {
  const { id, revision, cacheDir, architecture } = subject;
  const snapshot = snapshotOf(subject);
  const gpu = teiNeedsGpu(architecture);
  const model =
    snapshot && revision
      ? `--model-id ${shellWord(`/data/${folderInCache(id, revision)}`)}`
      : `--model-id ${shellWord(id)}${revision ? ` --revision ${revision}` : ""}`;
  const volume = shellWord(`${cacheDir}:/data${snapshot ? ":ro" : ""}`);
  return `docker run ${gpu ? "--gpus all " : ""}-p 8080:80 -v ${volume} \\
  ghcr.io/huggingface/text-embeddings-inference:${gpu ? "latest" : "cpu-latest"} \\
  ${model}${more}`;
}

const LLAMA_CPP_MODES: Readonly<Record<string, string>> = {
  embedding: " --embedding",
  reranker: " --reranking",
};

export function llamaCpp(subject: Subject, file: string): string {
  const mode = LLAMA_CPP_MODES[subject.model.model_type ?? ""] ?? "";
  const snapshot = snapshotOf(subject);
  if (snapshot) return `llama-server${mode} -m ${shellWord(`${snapshot}/${file}`)}`;
  const fetch = [
    "hf download --quiet",
    `--cache-dir ${shellWord(subject.cacheDir)}`,
    ...(subject.revision ? [`--revision ${subject.revision}`] : []),
    shellWord(subject.id),
    shellWord(file),
  ];
  return `llama-server${mode} -m "$(${fetch.join(" ")})"`;
}
