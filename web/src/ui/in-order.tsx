import clsx from "clsx";
import type { ReactNode } from "react";

/**
 * Parts of a page that appear from the top down: what stands below one that is still loading is not
 * shown yet, so that nothing that is seen moves. It loads meanwhile all the same; see `index.css`.
 */
export function InOrder(props: { className: string; children: ReactNode }) {
  return <div className={clsx("in-order", props.className)}>{props.children}</div>;
}
