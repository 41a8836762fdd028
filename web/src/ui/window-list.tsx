import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import {
  type ReactNode,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useWidth } from "./use-width";

/** Drawn above and below what is in sight: as much as is scrolled by while the page is at work. */
const OVERSCAN_PIXELS = 250;
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
export function WindowList<Item>(props: WindowListProps<Item>) {
  const { items, itemHeight, gap, narrowestItem } = props;
  const list = useRef<HTMLUListElement>(null);
  const width = useWidth(list);
  const top = useTop(list);
  const focusedRow = useRef<number | null>(null);
  const columns = narrowestItem
    ? Math.max(1, Math.floor((width + gap) / (narrowestItem + gap)))
    : 1;
  const rowCount = Math.ceil(items.length / columns);
  const rows = useWindowVirtualizer({
    count: rowCount,
    estimateSize: () => itemHeight + gap,
    overscan: Math.ceil(OVERSCAN_PIXELS / (itemHeight + gap)),
    scrollMargin: top,
    // What has the keyboard's focus stays, however far the page is scrolled.
    rangeExtractor: (range) => withRow(range, focusedRow.current),
  });
  const shown = width > 0 ? rows.getVirtualItems() : [];
  const lastShown = shown.at(-1)?.index ?? 0;
  useNearEnd(rowCount - lastShown <= NEAR_ROWS, items.length, props.onNearEnd);

  return (
    <ul
      ref={list}
      aria-label={props.label}
      className="relative"
      style={{ height: Math.max(0, rowCount * (itemHeight + gap) - gap) }}
      onBlur={() => {
        focusedRow.current = null;
      }}
    >
      {shown.flatMap(({ index: row, start }) =>
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
              top: start - top,
            }}
          >
            {props.children(item)}
          </li>
        )),
      )}
    </ul>
  );
}

function withRow(range: Range, row: number | null): number[] {
  const rows = defaultRangeExtractor(range);
  if (row === null || row >= range.count || rows.includes(row)) return rows;
  return [...rows, row].sort((a, b) => a - b);
}

/** How far below the top of the page an element begins; what stands above it may come and go. */
function useTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (element.current === null) return;
      setTop(Math.round(element.current.getBoundingClientRect().top + window.scrollY));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [element]);
  return top;
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
