import { type ReactNode, useId } from "react";

/** A part of a page under a heading of its own: what it is about, what can be done about all of it. */
export function Section(props: {
  title: string;
  about?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="min-w-0">
      <div className="mb-2 flex min-h-6 flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-64">
          <h2 id={id} className="font-medium">
            {props.title}
          </h2>
          {props.about && <p className="max-w-prose text-sm text-muted">{props.about}</p>}
        </div>
        {props.aside && <div className="text-sm text-muted">{props.aside}</div>}
      </div>
      {props.children}
    </section>
  );
}
