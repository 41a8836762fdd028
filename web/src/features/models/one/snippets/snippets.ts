/** Code that loads a model from the cache, for the programs that can. */
import type { Inspection, ModelDetails } from "@/api/types";
import { fastEmbedding, fastReranker } from "./fastembed";
import { scoringOf } from "./rerankers";
import {
  crossEncoder,
  multiVectorEncoder,
  sentenceTransformer,
  sparseEncoder,
} from "./sentence-transformers";
import { llamaCpp, tei, vllm, vllmReranker } from "./servers";
import { ggufFile, hasTorchWeights, type Subject, subjectOf } from "./subject";
import {
  DIFFUSION_INDEX,
  PIPELINE_INPUTS,
  teiEmbeds,
  teiRanks,
  teiSplades,
  vllmEmbeds,
  vllmGenerates,
  vllmRanks,
} from "./supported";
import {
  diffusion,
  embedding,
  languageModel,
  pipelineFor,
  plainModel,
  reranker,
  splade,
} from "./transformers";
import { folderInPython } from "./writing";

export const PROGRAMS = [
  "sentence-transformers",
  "transformers",
  "diffusers",
  "vLLM",
  "TEI",
  "FastEmbed",
  "llama.cpp",
  "huggingface_hub",
] as const;
export type Program = (typeof PROGRAMS)[number];

export interface Snippet {
  program: Program;
  code: string;
}

type Codes = Partial<Record<Program, string | null | false>>;

/** Those that apply to the model's type and files, the usual one first; the files, where none does. */
export function snippetsFor(
  details: ModelDetails,
  look: Inspection | undefined,
): readonly Snippet[] {
  const subject = subjectOf(details, look);
  const codes = codesFor(subject);
  const found = PROGRAMS.flatMap((program) => {
    const code = codes[program];
    return code ? [{ program, code }] : [];
  });
  return found.length > 0 ? found : [{ program: "huggingface_hub", code: files(subject) }];
}

function codesFor(subject: Subject): Codes {
  const gguf = ggufFile(subject);
  if (gguf && !hasTorchWeights(subject)) return { "llama.cpp": llamaCpp(subject, gguf) };
  switch (subject.model.model_type) {
    case "embedding":
      return ofEmbedding(subject);
    case "reranker":
      return ofReranker(subject);
    case "splade":
      return ofSplade(subject);
    case "llm":
      return ofLanguageModel(subject);
    case null:
      return ofOthers(subject);
  }
}

/** Static vectors, two towers and adapters are no model that transformers, or a server, loads. */
const ONLY_ITS_LIBRARY = /^(static|adapter)|text and images/;

function ofEmbedding(subject: Subject): Codes {
  const { architecture, kind } = subject;
  const plain = !ONLY_ITS_LIBRARY.test(kind ?? "") && hasTorchWeights(subject);
  return {
    "sentence-transformers": sentenceTransformer(subject),
    transformers: plain && embedding(subject),
    vLLM: plain && vllmEmbeds(architecture) && vllm(subject, "--runner pooling"),
    TEI: plain && teiEmbeds(architecture) && tei(subject),
    FastEmbed: fastEmbedding(subject),
  };
}

function ofReranker(subject: Subject): Codes {
  const { by, qwen3, selfContained } = scoringOf(subject);
  const { architecture } = subject;
  const classifies = by === "classifier";
  const weights = hasTorchWeights(subject);
  return {
    "sentence-transformers":
      (qwen3 || selfContained) && crossEncoder(subject, qwen3 && !selfContained),
    transformers: weights && (qwen3 || (classifies && architecture !== null)) && reranker(subject),
    vLLM: weights && (by === "yes or no" || vllmRanks(architecture)) && vllmReranker(subject),
    TEI: weights && teiRanks(architecture) && tei(subject),
    FastEmbed: classifies && !qwen3 && fastReranker(subject),
  };
}

function ofSplade(subject: Subject): Codes {
  const { architecture } = subject;
  return {
    "sentence-transformers": sparseEncoder(subject),
    transformers: (architecture ?? "").endsWith("ForMaskedLM") && splade(subject),
    TEI: teiSplades(architecture) && tei(subject, " --pooling splade"),
  };
}

function ofLanguageModel(subject: Subject): Codes {
  const adapter = (subject.kind ?? "").startsWith("adapter");
  return {
    transformers: languageModel(subject),
    vLLM: !adapter && vllmGenerates(subject.architecture) && vllm(subject),
  };
}

function ofOthers(subject: Subject): Codes {
  const { kind, architecture, paths } = subject;
  if (paths.includes(DIFFUSION_INDEX)) {
    return { diffusers: kind === "text-to-image" && diffusion(subject), ...itsFiles(subject) };
  }
  if (kind === "late-interaction model") {
    return { "sentence-transformers": multiVectorEncoder(subject) };
  }
  if (kind && Object.hasOwn(PIPELINE_INPUTS, kind))
    return { transformers: pipelineFor(subject, kind) };
  return { transformers: !kind && architecture && plainModel(subject), ...itsFiles(subject) };
}

const itsFiles = (subject: Subject): Codes => ({ huggingface_hub: files(subject) });

/** Where they are, for whatever loads them. */
function files(subject: Subject): string {
  const { prelude, folder } = folderInPython(subject);
  return prelude ? `${prelude}print(${folder})` : `folder = ${folder}`;
}
