/** Code that loads a model from the cache, for the programs that can. */
import type { ModelDetails } from "@/api/types";

export const PROGRAMS = [
  "sentence-transformers",
  "transformers",
  "vLLM",
  "TEI",
  "FastEmbed",
  "llama.cpp",
] as const;
export type Program = (typeof PROGRAMS)[number];

export interface Snippet {
  program: Program;
  code: string;
}

/** The model as code names it: by id, at the revision that is here, from the cache that is here. */
interface Subject {
  id: string;
  revision: string | null;
  cacheDir: string | null;
  details: ModelDetails;
}

/** Those that apply to the model's type and files, the usual one first. */
export function snippetsFor(details: ModelDetails): readonly Snippet[] {
  const { model, folder } = details;
  const subject: Subject = {
    id: model.id,
    revision: model.revision,
    cacheDir: folder ? folder.slice(0, folder.lastIndexOf("/")) : null,
    details,
  };
  const gguf = fileEndingIn(details, ".gguf");
  if (gguf) return [{ program: "llama.cpp", code: llamaCpp(subject, gguf) }];
  const snippets = makers(subject);
  return PROGRAMS.flatMap((program) => {
    const code = snippets[program];
    return code ? [{ program, code }] : [];
  });
}

function makers(subject: Subject): Partial<Record<Program, string>> {
  const { details } = subject;
  switch (details.model.model_type) {
    case "embedding":
      return {
        "sentence-transformers": sentenceTransformer(subject),
        transformers: autoModel(subject, "AutoModel"),
        vLLM: vllm(subject, "--runner pooling"),
        TEI: tei(subject),
        ...(fileEndingIn(details, ".onnx") ? { FastEmbed: fastEmbed(subject) } : {}),
      };
    case "reranker":
      return {
        "sentence-transformers": crossEncoder(subject),
        transformers: autoModel(subject, "AutoModelForSequenceClassification"),
        TEI: tei(subject),
      };
    case "splade":
      return {
        "sentence-transformers": sparseEncoder(subject),
        transformers: autoModel(subject, "AutoModelForMaskedLM"),
        TEI: tei(subject, " --pooling splade"),
      };
    case "llm":
      return { transformers: causal(subject), vLLM: vllm(subject) };
    case null:
      return { transformers: autoModel(subject, "AutoModel") };
  }
}

function fileEndingIn({ files }: ModelDetails, suffix: string): string | undefined {
  return files.find(({ path }) => path.endsWith(suffix))?.path;
}

/** A string of Python, JSON and the shell alike. */
const quoted = (text: string) => JSON.stringify(text);

/** Where the files are, as named arguments of Python; `folderName` is what a library calls it. */
function placeArguments({ revision, cacheDir }: Subject, folderName: string): string[] {
  return [
    ...(revision ? [`revision=${quoted(revision)}`] : []),
    ...(cacheDir ? [`${folderName}=${quoted(cacheDir)}`, "local_files_only=True"] : []),
  ];
}

const indented = (lines: readonly string[]) => lines.map((line) => `    ${line},`).join("\n");

function modelArguments(subject: Subject): string {
  return indented([quoted(subject.id), ...placeArguments(subject, "cache_folder")]);
}

function sentenceTransformer(subject: Subject): string {
  const { model } = subject.details;
  const prompt = queryPrompt(subject);
  const documents = model.document_prefix
    ? `model.encode(["A document."], prompt=${quoted(model.document_prefix)})`
    : 'model.encode(["A document."])';
  return `from sentence_transformers import SentenceTransformer

model = SentenceTransformer(
${modelArguments(subject)}
)
queries = model.encode(["A question?"]${prompt ? `, prompt=${quoted(prompt)}` : ""})
documents = ${documents}
print(model.similarity(queries, documents))`;
}

function queryPrompt({ details: { model } }: Subject): string | null {
  if (model.query_prefix) return model.query_prefix;
  if (!model.default_query_instruction) return null;
  return `Instruct: ${model.default_query_instruction}\nQuery:`;
}

function crossEncoder(subject: Subject): string {
  return `from sentence_transformers import CrossEncoder

model = CrossEncoder(
${modelArguments(subject)}
)
print(model.rank("A question?", ["A document.", "Another one."]))`;
}

function sparseEncoder(subject: Subject): string {
  return `from sentence_transformers import SparseEncoder

model = SparseEncoder(
${modelArguments(subject)}
)
print(model.decode(model.encode(["A document."]), top_k=10))`;
}

function autoModel(subject: Subject, kind: string): string {
  const place = placeArguments(subject, "cache_dir");
  const here = place.length > 0 ? `here = dict(\n${indented(place)}\n)\n` : "";
  const named = `${quoted(subject.id)}${place.length > 0 ? ", **here" : ""}`;
  return `from transformers import AutoTokenizer, ${kind}

${here}tokenizer = AutoTokenizer.from_pretrained(${named})
model = ${kind}.from_pretrained(${named})
outputs = model(**tokenizer(["A text."], return_tensors="pt"))`;
}

function causal(subject: Subject): string {
  return `from transformers import pipeline

chat = pipeline(
    "text-generation",
    model=${quoted(subject.details.snapshot ?? subject.id)},
)
print(chat([{"role": "user", "content": "Hello!"}])[0]["generated_text"][-1])`;
}

function shellEnvironment({ cacheDir }: Subject): string {
  return cacheDir ? `HF_HUB_CACHE=${quoted(cacheDir)} HF_HUB_OFFLINE=1 \\\n  ` : "";
}

function vllm(subject: Subject, more = ""): string {
  const { id, revision } = subject;
  const parts = [`vllm serve ${id}`, revision && `--revision ${revision}`, more];
  return shellEnvironment(subject) + parts.filter(Boolean).join(" \\\n  ");
}

function tei({ id, revision, cacheDir }: Subject, more = ""): string {
  const volume = cacheDir ? ` \\\n  -v ${quoted(`${cacheDir}:/data`)} -e HF_HUB_OFFLINE=1` : "";
  return `docker run -p 8080:80${volume} \\
  ghcr.io/huggingface/text-embeddings-inference:cpu-latest \\
  --model-id ${id}${revision ? ` --revision ${revision}` : ""}${more}`;
}

function fastEmbed({ id, details: { snapshot } }: Subject): string {
  return `from fastembed import TextEmbedding

model = TextEmbedding(
    ${quoted(id)},
    specific_model_path=${quoted(snapshot ?? "")},
)
print(next(model.embed(["A text."])))`;
}

function llamaCpp({ details: { snapshot } }: Subject, file: string): string {
  return `llama-server -m ${quoted(`${snapshot}/${file}`)}`;
}
