import { t } from "@/lib/messages";
import { CompactSelect } from "@/ui/compact-select";
import { CompactText } from "@/ui/compact-text";
import { SearchBox } from "@/ui/search-box";
import { type HubSearch, ORDERS, SIZE_NAMES, TYPES } from "./search";

const words = t.hubSearch;
/** What most models of these kinds are under; any other can be typed. */
const COMMON_LICENCES = [
  "apache-2.0",
  "mit",
  "bsd-3-clause",
  "cc-by-4.0",
  "cc-by-nc-4.0",
  "cc-by-nc-sa-4.0",
  "gemma",
  "llama3",
  "llama3.1",
  "other",
];

/** Everything that narrows the search down; all of it stands in the address. */
export function Filters(props: {
  search: Required<HubSearch>;
  onChange: (part: HubSearch, how?: { replace: boolean }) => void;
}) {
  const { search, onChange } = props;
  return (
    <search className="flex flex-wrap items-center gap-2">
      <SearchBox
        label={words.text}
        hint={words.textHint}
        value={search.q}
        onSearch={(q) => onChange({ q }, { replace: true })}
      />
      <CompactSelect
        label={words.type}
        value={search.type}
        choices={[
          { value: "", label: words.anyType },
          ...TYPES.map((value) => ({ value, label: t.models.types[value] })),
        ]}
        onChoose={(type) => onChange({ type })}
      />
      <CompactSelect
        label={words.size}
        value={search.size}
        choices={[
          { value: "", label: words.anySize },
          ...SIZE_NAMES.map((value) => ({ value, label: words.sizes[value] })),
        ]}
        onChoose={(size) => onChange({ size })}
      />
      <CompactText
        label={words.author}
        value={search.author}
        onType={(author) => onChange({ author }, { replace: true })}
      />
      <CompactText
        label={words.licence}
        value={search.licence}
        known={COMMON_LICENCES}
        onType={(licence) => onChange({ licence }, { replace: true })}
      />
      <CompactSelect
        label={words.sort}
        value={search.sort}
        choices={ORDERS.map((value) => ({ value, label: words.sorts[value] }))}
        onChoose={(sort) => onChange({ sort })}
      />
    </search>
  );
}
