import { type ReactNode, useState } from "react";
import { t } from "@/lib/messages";
import { Button } from "./button";

/** A cache of years has thousands of leftovers; those that matter most come first. */
const FIRST_SHOWN = 12;

/** A list of which the first are shown, and the others when they are asked for. */
export function FirstFew<Item>(props: {
  items: readonly Item[];
  className: string;
  children: (item: Item) => ReactNode;
}) {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? props.items : props.items.slice(0, FIRST_SHOWN);
  return (
    <>
      <ul className={props.className}>{shown.map(props.children)}</ul>
      {shown.length < props.items.length && (
        <div className="border-t border-line px-4 py-2">
          <Button tone="quiet" onClick={() => setShowsAll(true)}>
            {t.common.showAll(props.items.length)}
          </Button>
        </div>
      )}
    </>
  );
}
