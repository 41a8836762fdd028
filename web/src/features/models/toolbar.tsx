import { t } from "@/lib/messages";
import { Segmented } from "@/ui/segmented";
import { type ModelsSearch, SHOWS, SORTS, type Sort } from "./search";
import { SearchBox } from "./search-box";

interface ToolbarProps {
  search: Required<ModelsSearch>;
  onChange: (part: ModelsSearch, how?: { replace: boolean }) => void;
}

export function Toolbar({ search, onChange }: ToolbarProps) {
  return (
    <div className="flex flex-wrap items-center gap-2 py-3">
      <Segmented
        legend={t.models.show.label}
        name="show"
        value={search.show}
        choices={SHOWS.map((value) => ({ value, label: t.models.show[value] }))}
        onChoose={(show) => onChange({ show })}
      />
      <SearchBox value={search.q} onSearch={(q) => onChange({ q }, { replace: true })} />
      <label className="flex h-8 items-center gap-2 text-sm text-muted">
        {t.models.sort}
        <select
          value={search.sort}
          onChange={(event) => onChange({ sort: event.target.value as Sort })}
          className="h-8 rounded-md border border-line-strong bg-surface px-2 text-text"
        >
          {SORTS.map((sort) => (
            <option key={sort} value={sort}>
              {t.models.sorts[sort]}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}
