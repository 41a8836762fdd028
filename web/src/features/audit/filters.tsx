import { t } from "@/lib/messages";
import { CompactText } from "@/ui/compact-text";
import { Segmented } from "@/ui/segmented";
import { DeedSelect } from "./deed-select";
import { type AuditSearch, OUTCOMES } from "./search";

const words = t.audit;

/** Everything that narrows the record down; all of it stands in the address. */
export function Filters(props: {
  search: Required<AuditSearch>;
  onChange: (part: AuditSearch) => void;
}) {
  const { search, onChange } = props;
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <Segmented
        legend={words.outcome}
        name="outcome"
        value={search.outcome}
        choices={OUTCOMES.map((value) => ({ value, label: words.outcomes[value] }))}
        onChoose={(outcome) => onChange({ outcome })}
      />
      <DeedSelect value={search.deed} onChoose={(deed) => onChange({ deed })} />
      <CompactText
        label={words.columns.who}
        hint={words.whoHint}
        value={search.who}
        onType={(who) => onChange({ who })}
      />
      <CompactText
        label={words.about}
        hint={words.aboutHint}
        value={search.about}
        wide
        onType={(about) => onChange({ about })}
      />
      <Day label={words.from} value={search.from} onChoose={(from) => onChange({ from })} />
      <Day label={words.to} value={search.to} onChoose={(to) => onChange({ to })} />
    </search>
  );
}

function Day(props: { label: string; value: string; onChoose: (day: string) => void }) {
  return (
    <label className="flex items-center gap-1.5 text-sm text-muted">
      {props.label}
      <input
        type="date"
        value={props.value}
        onChange={(event) => props.onChoose(event.target.value)}
        className="h-8 rounded-md border border-line-strong bg-surface px-2 text-sm text-text"
      />
    </label>
  );
}
