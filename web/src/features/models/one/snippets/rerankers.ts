/**
 * How a reranker gives its score. Most are classifiers of pairs. Language models are asked, and the
 * score is how likely a word of the answer is: only Qwen3's question is known here, others bring
 * theirs in `modules.json`, and of the rest nobody but their card can tell.
 */
import type { Subject } from "./subject";
import { isCausal } from "./supported";
import { quoted } from "./writing";

const QWEN3 = /(^|\/)qwen3-reranker/i;
const USUAL_INSTRUCTION =
  "Given a web search query, retrieve relevant passages that answer the query";

export interface Scoring {
  /** `yes or no`: by the logits of a language model; `unknown`: by those of a word that its card names. */
  by: "classifier" | "yes or no" | "unknown";
  /** The repository tells sentence-transformers all that it has to know. */
  selfContained: boolean;
  qwen3: boolean;
}

export function scoringOf({ id, architecture, paths }: Subject): Scoring {
  const qwen3 = QWEN3.test(id);
  const classifies = architecture === null ? /seq-?cls/i.test(id) : !isCausal(architecture);
  const asked = architecture === null ? qwen3 && !classifies : isCausal(architecture);
  const by = !asked ? "classifier" : qwen3 ? "yes or no" : "unknown";
  return { by, qwen3, selfContained: !qwen3 && !asked ? true : paths.includes("modules.json") };
}

/** Qwen3's question, as its card has it: for the two texts of a pair, which follow each other. */
export function promptsOf({ model }: Subject): string {
  const instruction = model.default_query_instruction ?? USUAL_INSTRUCTION;
  return `BEGIN = (
    "<|im_start|>system\\nJudge whether the Document meets the requirements based on the Query and"
    ' the Instruct provided. Note that the answer can only be "yes" or "no".<|im_end|>\\n'
    "<|im_start|>user\\n"
)
END = "<|im_end|>\\n<|im_start|>assistant\\n<think>\\n\\n</think>\\n\\n"
TASK = ${quoted(instruction)}


def query(text):
    return f"{BEGIN}<Instruct>: {TASK}\\n<Query>: {text}\\n"


def document(text):
    return f"<Document>: {text}{END}"`;
}
