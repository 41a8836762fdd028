/** Code for transformers (5.24), and for diffusers. */
import { promptsOf, scoringOf } from "./rerankers";
import { queryPrompt } from "./sentence-transformers";
import { type Subject, snapshotOf } from "./subject";
import { PIPELINE_INPUTS } from "./supported";
import { hereInPython, indented, placeArguments, quoted } from "./writing";

function loaded(subject: Subject, kind: string, options = "", imports = ""): string {
  const id = quoted(subject.id);
  return `${imports}from transformers import ${[kind, "AutoTokenizer"].sort().join(", ")}

${hereInPython(subject)}
tokenizer = AutoTokenizer.from_pretrained(${id}${options}, **here)
model = ${kind}.from_pretrained(${id}, **here)`;
}

const TORCH = "import torch\n";
const POOLINGS = {
  mean: `mask = inputs["attention_mask"].unsqueeze(-1)
vectors = (states * mask).sum(dim=1) / mask.sum(dim=1)`,
  cls: "vectors = states[:, 0]",
  last_token: "vectors = states[:, -1]",
};

export function embedding(subject: Subject): string {
  const { pooling_method: pooling } = subject.model;
  const left = pooling === "last_token" ? ', padding_side="left"' : "";
  const ask = `${queryPrompt(subject) ?? ""}A question?`;
  const tell = `${subject.model.document_prefix ?? ""}A document.`;
  const pooled = pooling
    ? `${POOLINGS[pooling]}
vectors = torch.nn.functional.normalize(vectors, dim=1)
print(vectors @ vectors.T)`
    : "print(states.shape)  # one vector for each token: the model's card tells how they are pooled";
  return `${loaded(subject, "AutoModel", left, TORCH)}

texts = [${quoted(ask)}, ${quoted(tell)}]
inputs = tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
with torch.no_grad():
    states = model(**inputs).last_hidden_state
${pooled}`;
}

/** The score of each pair, by a classifier or by what a language model answers. */
export function reranker(subject: Subject): string {
  const { by, qwen3 } = scoringOf(subject);
  const yesOrNo = by === "yes or no";
  const kind = yesOrNo ? "AutoModelForCausalLM" : "AutoModelForSequenceClassification";
  const load = loaded(subject, kind, qwen3 ? ', padding_side="left"' : "", TORCH);
  const prompts = qwen3 ? `\n${promptsOf(subject)}\n\n` : "";
  const texts = qwen3
    ? `texts = [query("A question?") + document(text) for text in documents]
inputs = tokenizer(texts, padding=True, return_tensors="pt")`
    : `questions = ["A question?"] * len(documents)
inputs = tokenizer(questions, documents, padding=True, truncation=True, return_tensors="pt")`;
  const score = yesOrNo
    ? `    logits = model(**inputs).logits[:, -1]
no, yes = tokenizer.convert_tokens_to_ids(["no", "yes"])
print((logits[:, yes] - logits[:, no]).sigmoid())  # how likely "yes" is, for each document`
    : `    logits = model(**inputs).logits
print(logits.squeeze(-1).sigmoid())`;
  return `${load}
${prompts}
documents = ["A document.", "Another one."]
${texts}
with torch.no_grad():
${score}`;
}

export function splade(subject: Subject): string {
  return `${loaded(subject, "AutoModelForMaskedLM", "", TORCH)}

inputs = tokenizer(["A document."], padding=True, truncation=True, return_tensors="pt")
with torch.no_grad():
    logits = model(**inputs).logits
weights = torch.log1p(logits.relu()) * inputs["attention_mask"].unsqueeze(-1)
vectors = weights.amax(dim=1)  # one number for each word of the vocabulary
print(tokenizer.convert_ids_to_tokens(vectors[0].topk(10).indices))`;
}

export function languageModel(subject: Subject): string {
  const inputs = subject.chatTemplate
    ? `inputs = tokenizer.apply_chat_template(
    [{"role": "user", "content": "Hello!"}],
    add_generation_prompt=True,
    return_dict=True,
    return_tensors="pt",
)`
    : 'inputs = tokenizer("Once upon a time", return_tensors="pt")';
  return `${loaded(subject, "AutoModelForCausalLM")}

${inputs}
answer = model.generate(**inputs, max_new_tokens=100)
new = answer[0, inputs["input_ids"].shape[1] :]
print(tokenizer.decode(new, skip_special_tokens=True))`;
}

export function pipelineFor(subject: Subject, task: string): string {
  const { id, revision, remoteCode } = subject;
  const snapshot = snapshotOf(subject);
  const place = snapshot
    ? [`model=${quoted(snapshot)}`]
    : [
        `model=${quoted(id)}`,
        ...(revision ? [`revision=${quoted(revision)}`] : []),
        `model_kwargs={"cache_dir": ${quoted(subject.cacheDir)}}`,
      ];
  const given = [quoted(task), ...place, ...(remoteCode ? ["trust_remote_code=True"] : [])];
  return `from transformers import pipeline

run = pipeline(
${indented(given)}
)
print(run(${PIPELINE_INPUTS[task]}))`;
}

export function plainModel(subject: Subject): string {
  return `from transformers import AutoModel

${hereInPython(subject)}
model = AutoModel.from_pretrained(${quoted(subject.id)}, **here)`;
}

export function diffusion(subject: Subject): string {
  const given = [quoted(subject.id), ...placeArguments(subject, "cache_dir")];
  return `from diffusers import DiffusionPipeline

pipe = DiffusionPipeline.from_pretrained(
${indented(given)}
)
pipe("A lighthouse at dawn").images[0].save("picture.png")`;
}
