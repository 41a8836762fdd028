import type { ReactNode } from "react";

/** A list with nothing in it says why, and what to do. */
export function EmptyState(props: { action?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-col items-start gap-3 rounded-lg border border-dashed border-line-strong px-4 py-6 sm:items-center sm:py-12 sm:text-center">
      <p className="max-w-prose text-muted">{props.children}</p>
      {props.action}
    </div>
  );
}
