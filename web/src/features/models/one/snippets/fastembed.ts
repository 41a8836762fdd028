/**
 * Code for FastEmbed (0.9). It has a list of models of its own, and loads each from a copy that it
 * names itself; any other ONNX model is made known to it first, under a name that is not on its list.
 */
import { queryPrompt } from "./sentence-transformers";
import { onnxFile, type Subject, snapshotOf } from "./subject";
import { indented, quoted } from "./writing";

const POOLINGS = { mean: "MEAN", cls: "CLS", last_token: "LAST_TOKEN" };
/** Without these it does not load. */
const ITS_FILES = ["tokenizer.json", "tokenizer_config.json"];

function parts(subject: Subject) {
  const file = onnxFile(subject);
  const snapshot = snapshotOf(subject);
  const ready = ITS_FILES.every((path) => subject.paths.includes(path));
  if (!file || !snapshot || !ready) return null;
  return {
    file,
    snapshot,
    name: quoted(`here/${subject.id}`),
    source: `ModelSource(hf=${quoted(subject.id)})`,
  };
}

/** None where the files are not here, or where it is not known how the vectors are made. */
export function fastEmbedding(subject: Subject): string | null {
  const { dimension, pooling_method: pooling, document_prefix } = subject.model;
  const found = parts(subject);
  if (!found || !dimension || !pooling) return null;
  const { file, snapshot, name, source } = found;
  const known = [
    name,
    `pooling=PoolingType.${POOLINGS[pooling]}`,
    "normalization=True",
    `sources=${source}`,
    `dim=${dimension}`,
    `model_file=${quoted(file)}`,
  ];
  const texts = [`${queryPrompt(subject) ?? ""}A question?`, `${document_prefix ?? ""}A document.`];
  return `from fastembed import TextEmbedding
from fastembed.common.model_description import ModelSource, PoolingType

TextEmbedding.add_custom_model(
${indented(known)}
)
model = TextEmbedding(
${indented([name, `specific_model_path=${quoted(snapshot)}`])}
)
query, document = model.embed([${texts.map(quoted).join(", ")}])
print(query @ document)`;
}

export function fastReranker(subject: Subject): string | null {
  const found = parts(subject);
  if (!found) return null;
  const { file, snapshot, name, source } = found;
  return `from fastembed.common.model_description import ModelSource
from fastembed.rerank.cross_encoder import TextCrossEncoder

TextCrossEncoder.add_custom_model(
${indented([name, `sources=${source}`, `model_file=${quoted(file)}`])}
)
model = TextCrossEncoder(
${indented([name, `specific_model_path=${quoted(snapshot)}`])}
)
print(list(model.rerank("A question?", ["A document.", "Another one."])))`;
}
