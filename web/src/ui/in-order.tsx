import clsx from "clsx";
import { Children, type ReactNode, startTransition, useEffect, useMemo, useState } from "react";

/** For so long what is there waits for what stands above it. */
export const HELD_BACK_MS = 2_000;

/**
 * Parts of a page that appear from the top down: what stands below one that is still loading is not
 * shown for the first two seconds, so that nothing that is seen moves. It loads meanwhile all the
 * same; see `index.css`.
 *
 * They are drawn one after the other, so that whoever presses something meanwhile is heard between
 * two of them, and the first is there before the last is thought of.
 */
export function InOrder(props: { className: string; children: ReactNode }) {
  // Kept, so that none is drawn again because another is, or because it is late.
  const parts = useMemo(() => Children.toArray(props.children), [props.children]);
  const [drawn, setDrawn] = useState(0);
  const [isLate, setLate] = useState(false);
  const isWhole = drawn >= parts.length;
  useEffect(() => {
    if (!isWhole) startTransition(() => setDrawn(drawn + 1));
  }, [drawn, isWhole]);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), HELD_BACK_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div data-late={isLate || undefined} className={clsx("in-order", props.className)}>
      {parts.slice(0, drawn)}
    </div>
  );
}
