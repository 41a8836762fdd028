import { LayoutGrid, Rows3 } from "lucide-react";
import { memo } from "react";
import { t } from "@/lib/messages";
import { SearchBox } from "@/ui/search-box";
import { Segmented } from "@/ui/segmented";
import { type ModelsState, SHOWS, SORTS, type Sort, type View } from "./search";
import type { ChangeSearch } from "./use-models-search";

interface ToolbarProps {
  search: ModelsState;
  view: View;
  onChange: ChangeSearch;
  onView: (view: View) => void;
}

const VIEW_CHOICES = [
  { value: "cards", label: t.models.views.cards, icon: LayoutGrid },
  { value: "table", label: t.models.views.table, icon: Rows3 },
] as const;

/** Not drawn anew when only the models change, as they do while something is under way. */
export const Toolbar = memo(function Toolbar(props: ToolbarProps) {
  const { search, view, onChange, onView } = props;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
      <Segmented
        legend={t.models.show.label}
        name="show"
        value={search.show}
        choices={SHOWS.map((value) => ({ value, label: t.models.show[value] }))}
        onChoose={(show) => onChange({ show })}
      />
      <SearchBox
        label={t.models.search}
        hint={t.models.searchHint}
        value={search.q}
        onSearch={(q) => onChange({ q }, { replace: true })}
      />
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
      <label
        className="flex h-8 cursor-pointer items-center gap-2 text-sm"
        title={t.models.fitsHereHint}
      >
        <input
          type="checkbox"
          checked={search.fits}
          onChange={(event) => onChange({ fits: event.target.checked })}
          className="size-4 accent-accent"
        />
        {t.models.fitsHere}
      </label>
      <div className="ml-auto">
        <Segmented
          legend={t.models.views.label}
          name="view"
          value={view}
          choices={VIEW_CHOICES}
          onChoose={onView}
        />
      </div>
    </div>
  );
});
