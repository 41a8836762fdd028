import { t } from "@/lib/messages";
import { DEED_WORDS, deedsByKind } from "./deeds";

const words = t.audit;

/** One deed, or all of a kind. */
export function DeedSelect(props: { value: string; onChoose: (deed: string) => void }) {
  return (
    <select
      aria-label={words.deed}
      value={props.value}
      onChange={(event) => props.onChoose(event.target.value)}
      className="h-8 max-w-60 rounded-md border border-line-strong bg-surface px-1.5 text-sm"
    >
      <option value="">{words.anyDeed}</option>
      {[...deedsByKind()].map(([kind, deeds]) =>
        deeds.length === 1 ? (
          <option key={kind} value={kind}>
            {words.kinds[kind] ?? kind}
          </option>
        ) : (
          <optgroup key={kind} label={words.kinds[kind] ?? kind}>
            <option value={kind}>{words.allOf(words.kinds[kind] ?? kind)}</option>
            {deeds.map((deed) => (
              <option key={deed} value={deed}>
                {DEED_WORDS[deed]}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </select>
  );
}
