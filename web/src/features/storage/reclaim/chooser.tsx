import { useState } from "react";
import type { Leftover } from "@/api/types";
import { t } from "@/lib/messages";
import { useChosen } from "@/lib/use-chosen";
import { ChoiceHead } from "@/ui/choice";
import { FirstFew } from "@/ui/first-few";
import { LeftoverRow } from "./leftover-row";
import { ReclaimDialog } from "./reclaim-dialog";

const words = t.storage.reclaim;

/** The leftovers with a box each; those that the server suggests are chosen already. */
export function Chooser({ items, title }: { items: readonly Leftover[]; title: string }) {
  const [chosen, toggle] = useChosen(() =>
    items.filter((item) => item.suggested && item.allowed).map(({ id }) => id),
  );
  const [asks, setAsks] = useState(false);
  const mayAny = items.some((item) => item.allowed);
  return (
    <div className="rounded-lg border border-line bg-surface">
      <ChoiceHead
        title={<p>{title}</p>}
        deed={
          mayAny ? { chosen: chosen.size, label: words.review, onPress: () => setAsks(true) } : null
        }
      />
      <FirstFew items={items} className="divide-y divide-line">
        {(item) => (
          <LeftoverRow
            key={item.id}
            item={item}
            chosen={chosen.has(item.id)}
            onToggle={mayAny ? () => toggle(item.id) : null}
          />
        )}
      </FirstFew>
      {asks && <ReclaimDialog ids={[...chosen]} onClose={() => setAsks(false)} />}
    </div>
  );
}
