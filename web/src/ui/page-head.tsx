import type { ReactNode } from "react";

/** How a page begins: its name, the deed that it is for, and what it is about. */
export function PageHead(props: { title: string; about?: ReactNode; action?: ReactNode }) {
  return (
    <div className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1">
      <h1 className="flex-1 text-lg font-semibold">{props.title}</h1>
      {props.action}
      {props.about && (
        // The line is as wide as the page: bound itself, the text would stand beside the title.
        <div className="basis-full">
          <p className="max-w-prose text-sm text-muted">{props.about}</p>
        </div>
      )}
    </div>
  );
}
