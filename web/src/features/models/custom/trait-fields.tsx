import type { Finding } from "@/api/types";
import { t } from "@/lib/messages";
import { Field } from "@/ui/field";
import { SelectField } from "@/ui/select-field";
import {
  type CustomType,
  kindOf,
  POOLINGS,
  TRAITS,
  type TraitName,
  type TraitValue,
} from "./traits";

const words = t.custom;

interface TraitFieldsProps {
  type: CustomType;
  detected: Record<string, Finding | null | undefined>;
  /** What was set before; nothing for a new model. */
  given: Record<string, TraitValue | undefined>;
}

/** One field for each trait, folded, with what was detected and where it stands. */
export function TraitFields({ type, detected, given }: TraitFieldsProps) {
  const anySet = TRAITS[type].some((name) => given[name] != null);
  return (
    <details open={anySet}>
      <summary className="w-fit cursor-pointer py-0.5 text-sm text-accent">
        {words.advanced}
      </summary>
      <p className="mt-1 text-sm text-muted">{words.advancedHint}</p>
      <div className="mt-2 flex flex-col gap-3">
        {TRAITS[type].map((name) => (
          <TraitField
            key={name}
            name={name}
            found={detected[name] ?? null}
            given={given[name] ?? null}
          />
        ))}
      </div>
    </details>
  );
}

function TraitField(props: { name: TraitName; found: Finding | null; given: TraitValue }) {
  const { name, found, given } = props;
  const label = t.modelPage.fact[name] ?? name;
  const hint = hintOf(found);
  const kind = kindOf(name);
  if (kind === "pooling" || kind === "yes-no") {
    const choices =
      kind === "pooling"
        ? POOLINGS.map((value) => ({ value: value as string, label: words.pooling[value] }))
        : [
            { value: "yes", label: words.yes },
            { value: "no", label: words.no },
          ];
    const chosen = typeof given === "boolean" ? (given ? "yes" : "no") : (given ?? "");
    return (
      <div>
        <SelectField
          label={label}
          name={name}
          defaultValue={String(chosen)}
          choices={[{ value: "", label: words.asDetected }, ...choices]}
        />
        <p className="mt-1 text-sm text-muted wrap-anywhere">{hint}</p>
      </div>
    );
  }
  return (
    <Field
      label={label}
      name={name}
      hint={hint}
      defaultValue={given === null ? "" : String(given)}
      {...(kind === "number" ? { type: "number", min: 1, step: 1 } : { maxLength: 4000 })}
    />
  );
}

function hintOf(found: Finding | null): string {
  if (found === null) return words.notDetected;
  const evidence = found.evidence[0];
  const source = evidence ? t.modelPage.evidence(evidence.source, evidence.key) : "";
  const says = found.confidence === "certain" ? words.detected : words.detectedLikely;
  return says(valueInWords(found.value), source);
}

function valueInWords(value: unknown): string {
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return typeof value === "string" ? `“${value}”` : String(value);
}
