import { type ReactNode, useEffect, useRef } from "react";
import { useInSight } from "./use-in-sight";
import { type Place, usePlace } from "./use-place";

/** The end counts as near while the reader still has this many rows before them. */
const NEAR_ROWS = 6;

interface WindowListProps<Item> {
  label: string;
  items: readonly Item[];
  itemKey: (item: Item) => string;
  itemHeight: number;
  gap: number;
  /** As many columns as have at least this width; a list of one column where it is left out. */
  narrowestItem?: number;
  /** The last loaded items come into sight. */
  onNearEnd: () => void;
  children: (item: Item) => ReactNode;
}

/**
 * A list of any length that scrolls with the page: only what is in sight is drawn.
 *
 * Every item has the same height, so that nothing is measured and nothing jumps.
 */
export function WindowList<Item>({
  placeholder,
  isDrawn,
  ...list
}: WindowListProps<Item> & {
  /** What stands there while the list is not to be drawn, or not yet known where it stands. */
  placeholder: ReactNode;
  isDrawn: boolean;
}) {
  const frame = useRef<HTMLDivElement>(null);
  const place = usePlace(frame);
  return (
    <div ref={frame}>{place && isDrawn ? <Items place={place} {...list} /> : placeholder}</div>
  );
}

function Items<Item>(props: WindowListProps<Item> & { place: Place }) {
  const { items, itemHeight, gap, narrowestItem } = props;
  const { top, width } = props.place;
  // What has the keyboard's focus stays, however far the page is scrolled.
  const focusedRow = useRef<number | null>(null);
  const columns = narrowestItem
    ? Math.max(1, Math.floor((width + gap) / (narrowestItem + gap)))
    : 1;
  const rowCount = Math.ceil(items.length / columns);
  const [first, last] = useInSight(rowCount, itemHeight + gap, top);
  const shown = rowsOf(first, last, focusedRow.current, rowCount);
  useNearEnd(rowCount - last <= NEAR_ROWS, items.length, props.onNearEnd);

  return (
    <ul
      aria-label={props.label}
      className="relative"
      style={{ height: Math.max(0, rowCount * (itemHeight + gap) - gap) }}
      onBlur={() => {
        focusedRow.current = null;
      }}
    >
      {shown.flatMap((row) =>
        items.slice(row * columns, (row + 1) * columns).map((item, column) => (
          <li
            key={props.itemKey(item)}
            aria-setsize={items.length}
            aria-posinset={row * columns + column + 1}
            onFocus={() => {
              focusedRow.current = row;
            }}
            className="absolute contain-strict"
            style={{
              height: itemHeight,
              width: (width - gap * (columns - 1)) / columns,
              left: column * ((width + gap) / columns),
              top: row * (itemHeight + gap),
            }}
          >
            {props.children(item)}
          </li>
        )),
      )}
    </ul>
  );
}

/** From the first to the last, and the one more that is wanted, in their order. */
function rowsOf(first: number, last: number, more: number | null, count: number): number[] {
  const rows = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  if (more === null || more >= count || rows.includes(more)) return rows;
  return [...rows, more].sort((a, b) => a - b);
}

/** Asks once for each length of the list. */
function useNearEnd(near: boolean, length: number, onNearEnd: () => void) {
  const asked = useRef(-1);
  useEffect(() => {
    if (!near || asked.current === length) return;
    asked.current = length;
    onNearEnd();
  });
}
