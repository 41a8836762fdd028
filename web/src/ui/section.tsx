import { type ReactNode, useId } from "react";

/** A part of a page under a heading of its own. */
export function Section(props: { title: string; aside?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0">
      <div className="mb-2 flex min-h-6 flex-wrap items-center gap-x-3">
        <h2 id={id} className="flex-1 font-medium">
          {props.title}
        </h2>
        {props.aside && <div className="text-sm text-muted">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  );
}
