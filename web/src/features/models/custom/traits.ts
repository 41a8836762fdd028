/** Which traits a model of each type has, and how each is typed in. */
import type { CustomModelChanges } from "@/api/types";
import { textOf } from "@/lib/form";

export type CustomType = NonNullable<CustomModelChanges["model_type"]>;
export type TraitName = Exclude<keyof CustomModelChanges, "model_type">;
export type TraitValue = string | number | boolean | null;

export const CUSTOM_TYPES: readonly CustomType[] = ["embedding", "llm", "reranker", "splade"];
export const POOLINGS = ["mean", "cls", "last_token"] as const;

export const TRAITS: Record<CustomType, readonly TraitName[]> = {
  embedding: [
    "dimension",
    "max_sequence_length",
    "pooling_method",
    "is_asymmetric",
    "query_prefix",
    "document_prefix",
    "default_query_instruction",
  ],
  llm: ["context_window"],
  reranker: ["max_sequence_length", "default_query_instruction"],
  splade: ["dimension", "max_sequence_length"],
};

export type TraitKind = "number" | "pooling" | "yes-no" | "text";

export function kindOf(name: TraitName): TraitKind {
  switch (name) {
    case "dimension":
    case "max_sequence_length":
    case "context_window":
      return "number";
    case "pooling_method":
      return "pooling";
    case "is_asymmetric":
      return "yes-no";
    default:
      return "text";
  }
}

/** The traits of a submitted form; what was left empty is null: what was detected then holds. */
export function traitsIn(form: FormData, type: CustomType): Record<string, TraitValue> {
  return Object.fromEntries(TRAITS[type].map((name) => [name, read(name, textOf(form, name))]));
}

function read(name: TraitName, typed: string): TraitValue {
  if (typed.trim() === "") return null;
  switch (kindOf(name)) {
    case "number":
      return Number(typed);
    case "yes-no":
      return typed === "yes";
    default:
      // A prefix counts with its spaces.
      return typed;
  }
}
