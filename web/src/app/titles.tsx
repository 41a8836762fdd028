import { useQuery } from "@tanstack/react-query";
import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import { overallPercent } from "@/api/operation-state";
import { activeOperations } from "@/api/operations";
import { t } from "@/lib/messages";

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    /** What the browser's tab calls the page, or how it is called by its address. */
    title?: string | ((params: { _splat?: string }) => string);
  }
}

/**
 * The tab's title, with how far the downloads are; and the page's name, read out on arrival.
 *
 * Looks at the operations that the page has anyway and asks for none: in front of the sign-in there
 * are none to ask for.
 */
export function Titles() {
  const title = useMatches({
    select: (matches) => {
      const match = matches.findLast((each) => each.staticData.title);
      const title = match?.staticData.title;
      return typeof title === "function" ? title(match?.params ?? {}) : title;
    },
  });
  const { data: done = null } = useQuery({
    ...activeOperations,
    enabled: false,
    select: overallPercent,
  });
  const name = title ?? t.shell.product;
  useEffect(() => {
    document.title = titleOf(name, done);
  }, [name, done]);
  return (
    <p role="status" className="sr-only">
      {name}
    </p>
  );
}

export function titleOf(name: string, done: number | null): string {
  const product = name === t.shell.product ? [] : [t.shell.product];
  return [...(done === null ? [] : [`${done} %`]), name, ...product].join(" · ");
}
