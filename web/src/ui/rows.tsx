import type { ReactNode } from "react";

/** A list of rows in a box, divided by hairlines. */
export function Rows(props: { label?: string; children: ReactNode }) {
  return (
    <ul
      aria-label={props.label}
      className="divide-y divide-line rounded-lg border border-line bg-surface"
    >
      {props.children}
    </ul>
  );
}

/** One row: what it is about, and what can be done about it. */
export function Row({ actions, children }: { actions?: ReactNode; children: ReactNode }) {
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-52">{children}</div>
      {actions}
    </li>
  );
}
