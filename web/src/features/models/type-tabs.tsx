import type { Counts } from "@/api/types";
import { t } from "@/lib/messages";
import { TabList } from "@/ui/tabs";
import { MODEL_TYPES, type TypeTab } from "./search";

/** The sub-tabs with their counts; "Everything else" only where there is something else. */
export function TypeTabs(props: {
  panel: string;
  chosen: TypeTab;
  counts: Counts | undefined;
  onChoose: (type: TypeTab) => void;
}) {
  const { chosen, counts } = props;
  const shown = MODEL_TYPES.filter(
    (type) => type !== "other" || type === chosen || (counts?.other?.total ?? 0) > 0,
  );
  return (
    <TabList
      label={t.models.typeTabs}
      panel={props.panel}
      tabs={shown.map((type) => ({ value: type, label: <Label type={type} counts={counts} /> }))}
      chosen={chosen}
      onChoose={props.onChoose}
      className="-mx-3 flex overflow-x-auto border-b border-line px-3 [scrollbar-width:none] sm:mx-0 sm:gap-2 sm:px-0"
      tabClassName="-mb-px flex h-10 shrink-0 items-center gap-1.5 border-b-2 border-transparent px-2.5 max-sm:h-12 max-sm:flex-col max-sm:justify-center max-sm:gap-0 max-sm:px-2 whitespace-nowrap text-muted -outline-offset-2 transition-colors hover:text-text aria-selected:border-accent aria-selected:font-medium aria-selected:text-text"
    />
  );
}

function Label({ type, counts }: { type: TypeTab; counts: Counts | undefined }) {
  return (
    <>
      {t.models.types[type]}
      <Count type={type} counts={counts} />
    </>
  );
}

function Count({ type, counts }: { type: TypeTab; counts: Counts | undefined }) {
  const count = counts?.[type];
  // The place is kept while the number is awaited, so that no tab moves.
  if (count === undefined) return <span className="w-6" />;
  const { installed, total } = count;
  return (
    <span
      title={t.models.installedOf(installed, total)}
      className="min-w-6 text-sm font-normal text-muted"
    >
      {type === "other" ? total : `${installed}/${total}`}
    </span>
  );
}
