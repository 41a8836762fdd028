/** Code for sentence-transformers (6.2): embeddings, rerankers, sparse and late-interaction models. */
import { promptsOf } from "./rerankers";
import { hasTorchWeights, onnxFile, type Subject } from "./subject";
import { indented, placeArguments, quoted } from "./writing";

function loaded(subject: Subject, kind: string): string {
  const given = indented([
    quoted(subject.id),
    ...placeArguments(subject, "cache_folder"),
    ...backend(subject),
  ]);
  return `from sentence_transformers import ${kind}\n\nmodel = ${kind}(\n${given}\n)`;
}

function backend(subject: Subject): string[] {
  const file = onnxFile(subject);
  if (hasTorchWeights(subject) || file === undefined) return [];
  const usual = file === "onnx/model.onnx" || file === "model.onnx";
  return ['backend="onnx"', ...(usual ? [] : [`model_kwargs={"file_name": ${quoted(file)}}`])];
}

export function sentenceTransformer(subject: Subject): string {
  const query = queryPrompt(subject);
  const document = subject.model.document_prefix;
  // What stands in the model's own files is put before each text by the library itself.
  return `${loaded(subject, "SentenceTransformer")}
queries = model.encode_query(["A question?"]${query ? `, prompt=${quoted(query)}` : ""})
documents = model.encode_document(["A document."]${document ? `, prompt=${quoted(document)}` : ""})
print(model.similarity(queries, documents))`;
}

export function queryPrompt({ model }: Subject): string | null {
  if (model.query_prefix) return model.query_prefix;
  if (!model.default_query_instruction) return null;
  return `Instruct: ${model.default_query_instruction}\nQuery:`;
}

/** `prompted`: the repository does not bring the words that the model was trained with. */
export function crossEncoder(subject: Subject, prompted: boolean): string {
  const load = loaded(subject, "CrossEncoder");
  if (!prompted)
    return `${load}\nprint(model.rank("A question?", ["A document.", "Another one."]))`;
  return `${load}

${promptsOf(subject)}

documents = ["A document.", "Another one."]
pairs = [(query("A question?"), document(text)) for text in documents]
print(model.predict(pairs))  # how likely "yes" is, for each document`;
}

export function sparseEncoder(subject: Subject): string {
  return `${loaded(subject, "SparseEncoder")}
queries = model.encode_query(["A question?"])
documents = model.encode_document(["A document."])
print(model.similarity(queries, documents))
print(model.decode(documents, top_k=10))`;
}

export function multiVectorEncoder(subject: Subject): string {
  return `${loaded(subject, "MultiVectorEncoder")}
queries = model.encode_query(["A question?"])
documents = model.encode_document(["A document.", "Another one."])
print(model.similarity(queries, documents))`;
}
