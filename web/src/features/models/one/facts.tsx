import { ChevronDown } from "lucide-react";
import type { Finding, Model } from "@/api/types";
import { said, t } from "@/lib/messages";
import { formatCount } from "@/lib/numbers";
import { formatTokens } from "@/lib/tokens";
import { Badge } from "@/ui/badge";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { Section } from "@/ui/section";
import type { Look } from "./use-look";

const words = t.modelPage;
const TOKEN_COUNTS = new Set(["max_sequence_length", "context_window", "tokenizer_max_length"]);

/** Facts whose values are words, and no names. */
const WORDS_OF_THE_FIELD = new Set([
  "kind",
  "model_type",
  "pooling_method",
  "base_model_relation",
  "similarity",
]);

/** What the list itself knows, in the names of the Hub's facts. */
const LISTED = [
  "model_type",
  "dimension",
  "max_sequence_length",
  "context_window",
  "pooling_method",
  "is_asymmetric",
  "query_prefix",
  "document_prefix",
  "default_query_instruction",
] as const;

/** What is known of the model: as its files tell, with the evidence, else as the list has it. */
export function Facts(props: { model: Model; look: Look }) {
  const { model, look } = props;
  const found = look.inspection?.facts ?? {};
  const listed = LISTED.filter((name) => model[name] !== null && !(name in found));
  const licence = model.license && !("licence" in found) ? model.license : null;
  const empty = Object.keys(found).length === 0 && listed.length === 0 && licence === null;
  return (
    <Section title={words.facts}>
      {look.isPending && <LoadingNote />}
      <dl className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
        {Object.entries(found).map(([name, finding]) => (
          <FactRow key={name} name={name} finding={finding} />
        ))}
        {listed.map((name) => (
          <Plain key={name} name={name} value={model[name]} />
        ))}
        {licence && <Plain name="licence" value={licence} />}
        {look.isPending && (
          <div className="p-3">
            <Skeleton className="h-4 w-2/3" />
          </div>
        )}
        {!look.isPending && empty && <p className="p-3 text-muted">{words.noFacts}</p>}
      </dl>
      {look.isError && !empty && <p className="mt-1 text-sm text-muted">{words.notAtHub}</p>}
    </Section>
  );
}

const ROW = "grid grid-cols-[9rem_minmax(0,1fr)] gap-x-3 px-3 py-1.5";

function Plain({ name, value }: { name: string; value: unknown }) {
  return (
    <div className={ROW}>
      <dt className="text-muted">{words.fact[name] ?? name}</dt>
      <dd className="wrap-anywhere">{shown(name, value)}</dd>
    </div>
  );
}

function FactRow({ name, finding }: { name: string; finding: Finding }) {
  return (
    <div className={ROW}>
      <dt className="text-muted">{words.fact[name] ?? name}</dt>
      <dd className="min-w-0">
        <details>
          <summary
            title={words.why}
            className="flex cursor-pointer list-none items-baseline gap-2 decoration-dotted underline-offset-4 hover:underline"
          >
            <span className="min-w-0 wrap-anywhere">{shown(name, finding.value)}</span>
            {finding.confidence === "likely" && <Badge>{words.likely}</Badge>}
            <ChevronDown aria-hidden className="ml-auto size-3.5 shrink-0 self-center text-muted" />
          </summary>
          <ul className="mt-1 text-xs text-muted">
            {finding.evidence.map(({ source, key, says }) => (
              <li key={`${source} ${key}`} className="wrap-anywhere">
                {words.evidence(words.value[source] ?? source, key)}{" "}
                <span className="font-mono">{says}</span>
              </li>
            ))}
            {finding.note && <li>{said(finding.note)}</li>}
          </ul>
        </details>
      </dd>
    </div>
  );
}

/** Of values under names, as prompts are, those that say something. */
function parts(value: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(value).flatMap(([name, part]) =>
    part === "" || part === null ? [] : [`${name}: ${shown(name, part)}`],
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function shown(name: string, value: unknown): string {
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number") {
    return TOKEN_COUNTS.has(name) ? words.tokens(formatTokens(value)) : formatCount(value);
  }
  if (Array.isArray(value)) return value.join(", ");
  if (isRecord(value)) return parts(value).join(" · ");
  if (typeof value !== "string") return JSON.stringify(value);
  return WORDS_OF_THE_FIELD.has(name) ? (words.value[value] ?? value) : value;
}
