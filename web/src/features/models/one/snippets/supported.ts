/**
 * What servers load, by the class that `config.json` names. Only what they document or register;
 * of a class that is not known nobody says that they can.
 */

const TEI_EMBEDS = new Set([
  "BertModel",
  "BertForMaskedLM",
  "CamembertModel",
  "DistilBertModel",
  "Gemma3TextModel",
  "JinaBertForMaskedLM",
  "MPNetModel",
  "MPNetForMaskedLM",
  "MistralModel",
  "ModernBertModel",
  "NewModel",
  "NomicBertModel",
  "Qwen2ForCausalLM",
  "Qwen3ForCausalLM",
  "Qwen3Model",
  "RobertaModel",
  "XLMRobertaModel",
]);
const TEI_RANKS = new Set([
  "BertForSequenceClassification",
  "CamembertForSequenceClassification",
  "ModernBertForSequenceClassification",
  "NewForSequenceClassification",
  "RobertaForSequenceClassification",
  "XLMRobertaForSequenceClassification",
]);
const TEI_SPLADE = new Set(["BertForMaskedLM", "DistilBertForMaskedLM"]);
/** Text Embeddings Inference has these on CUDA only. */
const TEI_NEEDS_GPU = new Set(["MistralModel", "Qwen2ForCausalLM"]);

const VLLM_EMBEDS = new Set([
  "BertModel",
  "GteModel",
  "Gemma2Model",
  "Gemma3TextModel",
  "LlamaModel",
  "MistralModel",
  "ModernBertModel",
  "NewModel",
  "NomicBertModel",
  "Qwen2Model",
  "Qwen3Model",
  "RobertaForMaskedLM",
  "RobertaModel",
  "XLMRobertaModel",
]);
const VLLM_RANKS = new Set([
  "BertForSequenceClassification",
  "GemmaForSequenceClassification",
  "LlamaForSequenceClassification",
  "ModernBertForSequenceClassification",
  "NewForSequenceClassification",
  "Qwen2ForSequenceClassification",
  "Qwen3ForSequenceClassification",
  "RobertaForSequenceClassification",
  "XLMRobertaForSequenceClassification",
]);
/** Names too general for vLLM, and what it calls them. */
const VLLM_NAMES: Readonly<Record<string, string>> = {
  NewModel: "GteNewModel",
  NewForSequenceClassification: "GteNewForSequenceClassification",
};

type Architecture = string | null;

const among = (names: ReadonlySet<string>) => (architecture: Architecture) =>
  architecture !== null && names.has(architecture);

export const isCausal = (architecture: Architecture) =>
  /(ForCausalLM|LMHeadModel)$/.test(architecture ?? "");

export const teiEmbeds = among(TEI_EMBEDS);
export const teiRanks = among(TEI_RANKS);
export const teiSplades = among(TEI_SPLADE);
export const teiNeedsGpu = among(TEI_NEEDS_GPU);

/** Every language model can be asked for its hidden states. */
export const vllmEmbeds = (architecture: Architecture) =>
  among(VLLM_EMBEDS)(architecture) || isCausal(architecture);
export const vllmRanks = among(VLLM_RANKS);
/** Where the class is not known, a language model is one that vLLM has: it has nearly all. */
export const vllmGenerates = (architecture: Architecture) =>
  architecture === null ||
  isCausal(architecture) ||
  architecture.endsWith("ForConditionalGeneration");
export const vllmName = (architecture: Architecture) =>
  architecture === null ? undefined : VLLM_NAMES[architecture];

/** Tasks of `transformers.pipeline` (5.24), each with an example of what it is given. */
export const PIPELINE_INPUTS: Readonly<Record<string, string>> = {
  "audio-classification": '"sound.wav"',
  "automatic-speech-recognition": '"speech.wav"',
  "depth-estimation": '"picture.png"',
  "fill-mask": 'f"Paris is the {run.tokenizer.mask_token} of France."',
  "image-classification": '"picture.png"',
  "image-feature-extraction": '"picture.png"',
  "image-segmentation": '"picture.png"',
  "mask-generation": '"picture.png"',
  "object-detection": '"picture.png"',
  "text-classification": '"A text."',
  "text-to-audio": '"Hello!"',
  "text-to-speech": '"Hello!"',
  "token-classification": '"Ada lives in Paris."',
  "video-classification": '"film.mp4"',
  "zero-shot-classification": '"A text.", candidate_labels=["one", "another"]',
  "zero-shot-image-classification": '"picture.png", candidate_labels=["a cat", "a dog"]',
  "zero-shot-object-detection": '"picture.png", candidate_labels=["a cat", "a dog"]',
};
/** Made by diffusers, from a repository with a `model_index.json`. */
export const DIFFUSION_INDEX = "model_index.json";
