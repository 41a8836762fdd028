import clsx from "clsx";
import { t } from "@/lib/messages";

/** A grey place holder of the size of what is being loaded. */
export function Skeleton({ className }: { className: string }) {
  return (
    <div aria-hidden data-loading className={clsx("animate-pulse rounded bg-raised", className)} />
  );
}

/** Said once to screen readers while skeletons are shown. */
export function LoadingNote() {
  return (
    <span role="status" data-loading className="sr-only">
      {t.common.loading}
    </span>
  );
}
