import { Popover as Radix } from "radix-ui";
import type { ReactElement, ReactNode } from "react";

/** A panel below a button, with a name; not modal and not in a portal, as `Menu` explains. */
export function Popover(props: { label: string; trigger: ReactElement; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
      <Radix.Content
        aria-label={props.label}
        data-popover
        align="end"
        sideOffset={6}
        collisionPadding={8}
        className="z-30 w-96 max-w-[calc(100vw-1rem)] rounded-lg border border-line-strong bg-surface outline-none"
      >
        {props.children}
      </Radix.Content>
    </Radix.Root>
  );
}
