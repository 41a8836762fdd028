import { hasCode, sentenceOf } from "@/api/problem";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { Notice } from "@/ui/notice";

/** The same model in one of its sizes; `include` is the pattern that names its files. */
export interface Variant {
  include: string;
  size_bytes: number;
}

/** What there is to choose from, where the server asks for one; else nothing. */
export function variantsIn(error: unknown): readonly Variant[] {
  if (!hasCode(error, "variant_required")) return [];
  const { variants } = error.fields;
  return Array.isArray(variants) ? variants.filter(isVariant) : [];
}

function isVariant(value: unknown): value is Variant {
  const { include, size_bytes } = (value ?? {}) as Partial<Record<keyof Variant, unknown>>;
  return typeof include === "string" && typeof size_bytes === "number";
}

/** A repository that holds the same model several times over: one of them is to be chosen. */
export function VariantChoice(props: {
  problem: unknown;
  variants: readonly Variant[];
  chosen: string | undefined;
  onChoose: (include: string) => void;
}) {
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="sr-only">{t.downloadDialog.choice}</legend>
      <Notice tone="info">{sentenceOf(props.problem)}</Notice>
      <ul className="max-h-60 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {props.variants.map(({ include, size_bytes }) => (
          <li key={include}>
            <label className="flex min-h-9 items-center gap-2.5 px-3 py-1 text-sm">
              <input
                type="radio"
                name="variant"
                className="size-4 shrink-0 accent-accent-solid"
                checked={include === props.chosen}
                onChange={() => props.onChoose(include)}
              />
              <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">
                {nameOf(include)}
              </span>
              <span className="whitespace-nowrap">{formatBytes(size_bytes)}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

/** The pattern without the star at its end, which takes in what belongs to the file. */
function nameOf(include: string): string {
  return include.replace(/\*$/, "");
}
