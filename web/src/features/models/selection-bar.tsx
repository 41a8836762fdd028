import { X } from "lucide-react";
import { t } from "@/lib/messages";
import { Button, IconButton } from "@/ui/button";
import { BULK_DEEDS, type BulkDeed, concerned } from "./selected-deeds";
import type { Selection } from "./use-selection";

const words = t.models.selection;

/** What can be done to the chosen models; it lies over the list, so that nothing moves for it. */
export function SelectionBar(props: { selection: Selection; onAsk: (deed: BulkDeed) => void }) {
  const { models, clear } = props.selection;
  if (models.length === 0) return null;
  return (
    <section
      aria-label={words.label}
      className="fixed inset-x-3 bottom-16 z-20 flex flex-wrap items-center gap-2 rounded-lg border border-line-strong bg-surface py-2 pr-2 pl-4 sm:right-auto md:bottom-3 sm:left-1/2 sm:-translate-x-1/2"
    >
      <span
        role="status"
        className="mr-2 flex-1 text-sm font-medium whitespace-nowrap max-sm:basis-full"
      >
        {words.count(models.length)}
      </span>
      {BULK_DEEDS.map((deed) => {
        const count = concerned(deed, models).length;
        return (
          <Button key={deed} disabled={count === 0} onClick={() => props.onAsk(deed)}>
            {words.deeds[deed](count)}
          </Button>
        );
      })}
      <IconButton label={words.clear} onClick={clear}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </section>
  );
}
