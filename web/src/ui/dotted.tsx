import { Fragment, type ReactNode } from "react";

/** Facts in one line, with dots between those that there are. */
export function Dotted({ facts }: { facts: readonly ReactNode[] }) {
  return facts
    .filter((fact) => fact !== null)
    .map((fact, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and keep their order
      <Fragment key={at}>
        {at > 0 && " · "}
        {fact}
      </Fragment>
    ));
}
