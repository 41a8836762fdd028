import clsx from "clsx";
import { Children, type ReactNode, startTransition, useEffect, useState } from "react";

/**
 * Parts of a page that appear from the top down: what stands below one that is still loading is not
 * shown for the first two seconds, so that nothing that is seen moves. It loads meanwhile all the
 * same; see `index.css`.
 *
 * They are drawn one after the other, so that whoever presses something meanwhile is heard between
 * two of them, and the first is there before the last is thought of.
 */
export function InOrder(props: { className: string; children: ReactNode }) {
  const parts = Children.toArray(props.children);
  const [drawn, setDrawn] = useState(0);
  const isWhole = drawn >= parts.length;
  useEffect(() => {
    if (!isWhole) startTransition(() => setDrawn(drawn + 1));
  }, [drawn, isWhole]);
  return <div className={clsx("in-order", props.className)}>{parts.slice(0, drawn)}</div>;
}
