/** A model as code that loads it sees it: what it is, and where its files lie. */
import type { Inspection, Model, ModelDetails } from "@/api/types";

export interface Subject {
  id: string;
  model: Model;
  /** The one that lies here; null: whatever the Hub has by then. */
  revision: string | null;
  cacheDir: string;
  /** Everything is here, so that nobody has to be asked. */
  whole: boolean;
  /** What is here, or at the Hub; empty where neither was looked at. */
  paths: readonly string[];
  /** Each is null where nothing tells. */
  architecture: string | null;
  kind: string | null;
  remoteCode: boolean;
  chatTemplate: boolean;
}

export function subjectOf(details: ModelDetails, look: Inspection | undefined): Subject {
  const { model, loading } = details;
  const here = details.files.map(({ path }) => path);
  return {
    id: model.id,
    model,
    ...placeOf(details),
    paths: here.length > 0 ? here : (look?.files.map(({ path }) => path) ?? []),
    ...(loading
      ? { ...loading, remoteCode: loading.remote_code, chatTemplate: loading.chat_template }
      : foundBy(look, model.id)),
  };
}

/** In the cache; else in one that is only read; else where a download puts it. */
function placeOf({ model, cache_dir }: ModelDetails) {
  const elsewhere = model.extra_caches.find(({ status }) => status === "installed");
  if (model.status === "available" && elsewhere) {
    return { revision: elsewhere.revision, cacheDir: elsewhere.cache_dir, whole: true };
  }
  const whole = model.status === "installed";
  return { revision: model.revision, cacheDir: cache_dir, whole };
}

/** Whether programs need nothing from the Hub. */
export const isWhole = (details: ModelDetails) => placeOf(details).whole;

const CHATS = /(^|[-_./])(chat|instruct|it)([-_.]|$)/i;

/** What the Hub tells; who chats is told by the name, as authors give it. */
function foundBy(look: Inspection | undefined, modelId: string) {
  const text = (name: string) => {
    const value: unknown = look?.facts[name]?.value;
    return typeof value === "string" ? value : null;
  };
  return {
    architecture: text("architecture"),
    kind: text("kind"),
    remoteCode: look?.facts.remote_code?.value === true,
    chatTemplate: CHATS.test(modelId),
  };
}

/** The folder of the revision; null where it is not whole, so that a program has to fetch. */
export function snapshotOf({ id, cacheDir, revision, whole }: Subject): string | null {
  if (!whole || revision === null) return null;
  return `${cacheDir}/${folderInCache(id, revision)}`;
}

export function folderInCache(id: string, revision: string): string {
  return `models--${id.replaceAll("/", "--")}/snapshots/${revision}`;
}

/** Of weights: the first of these that is there, by the usual name, else by any. */
export function onnxFile({ paths }: Subject): string | undefined {
  const usual = ["onnx/model.onnx", "model.onnx"].find((path) => paths.includes(path));
  return usual ?? paths.find((path) => path.endsWith(".onnx"));
}

/** One to load; of several parts the first, and none that only adds sight to a model. */
export function ggufFile({ paths }: Subject): string | undefined {
  const models = paths.filter((path) => path.endsWith(".gguf") && !/mmproj/i.test(path));
  return models.find((path) => /-0+1-of-\d+\.gguf$/.test(path)) ?? models[0];
}

/** Whether libraries on PyTorch find weights. Assumed where the files are not known. */
export function hasTorchWeights({ paths }: Subject): boolean {
  return paths.length === 0 || paths.some((path) => /\.(safetensors|bin|pt|pth)$/.test(path));
}
