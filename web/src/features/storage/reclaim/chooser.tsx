import { useState } from "react";
import type { Leftover } from "@/api/types";
import { t } from "@/lib/messages";
import { useChosen } from "@/lib/use-chosen";
import { Button } from "@/ui/button";
import { LeftoverRow } from "./leftover-row";
import { ReclaimDialog } from "./reclaim-dialog";

const words = t.storage.reclaim;
/** A cache of years has thousands; those that free most come first. */
const FIRST_SHOWN = 12;

/** The leftovers with a box each; those that the server suggests are chosen already. */
export function Chooser({ items, title }: { items: readonly Leftover[]; title: string }) {
  const [chosen, toggle] = useChosen(() =>
    items.filter((item) => item.suggested && item.allowed).map(({ id }) => id),
  );
  const [showsAll, setShowsAll] = useState(false);
  const [asks, setAsks] = useState(false);
  const mayAny = items.some((item) => item.allowed);
  const shown = showsAll ? items : items.slice(0, FIRST_SHOWN);

  return (
    <div className="rounded-lg border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5">
        <p className="flex-1 font-medium">{title}</p>
        {mayAny && (
          <>
            <span role="status" className="text-sm text-muted">
              {words.chosen(chosen.size)}
            </span>
            <Button disabled={chosen.size === 0} onClick={() => setAsks(true)}>
              {words.review}
            </Button>
          </>
        )}
      </div>
      <ul className="divide-y divide-line">
        {shown.map((item) => (
          <LeftoverRow
            key={item.id}
            item={item}
            chosen={chosen.has(item.id)}
            onToggle={() => toggle(item.id)}
          />
        ))}
      </ul>
      {shown.length < items.length && (
        <div className="border-t border-line px-4 py-2">
          <Button tone="quiet" onClick={() => setShowsAll(true)}>
            {words.showAll(items.length)}
          </Button>
        </div>
      )}
      {asks && <ReclaimDialog ids={[...chosen]} onClose={() => setAsks(false)} />}
    </div>
  );
}
