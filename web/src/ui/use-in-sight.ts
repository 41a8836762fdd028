import { useSyncExternalStore } from "react";

/** Drawn above and below what is in sight: as much as is scrolled by while the page is at work. */
const OVERSCAN_PIXELS = 250;

/**
 * Which rows of a list that scrolls with the page are in sight, and some around them.
 *
 * @param top Where the list begins, and `rowHeight` of each row, in pixels.
 * @returns The first and the last; the last is before the first where there are none.
 */
export function useInSight(rowCount: number, rowHeight: number, top: number): [number, number] {
  const height = useSyncExternalStore(onResize, () => window.innerHeight);
  // Drawn anew only when another row comes into sight, and then before the scrolled page is painted.
  const begin = useSyncExternalStore(onScroll, () =>
    Math.floor((window.scrollY - top) / rowHeight),
  );
  const around = Math.ceil(OVERSCAN_PIXELS / rowHeight);
  const first = Math.max(0, begin - around);
  const last = Math.min(rowCount - 1, begin + Math.ceil(height / rowHeight) + around);
  return [Math.min(first, rowCount), last];
}

function onScroll(listener: () => void): () => void {
  window.addEventListener("scroll", listener, { passive: true });
  return () => window.removeEventListener("scroll", listener);
}

function onResize(listener: () => void): () => void {
  window.addEventListener("resize", listener);
  return () => window.removeEventListener("resize", listener);
}
