import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";

/** To a page of somebody else, in a tab of its own. */
export function OutwardLink(props: { href: string; title: string; children: ReactNode }) {
  return (
    <a
      href={props.href}
      target="_blank"
      rel="noreferrer"
      title={props.title}
      className="inline-flex items-center gap-1 hover:text-text hover:underline"
    >
      {props.children}
      <ExternalLink aria-hidden className="size-3 shrink-0" />
    </a>
  );
}
