import clsx from "clsx";
import { useActiveCount } from "@/api/use-active";
import { t } from "@/lib/messages";

/** How many operations are under way, beside the name of their page. */
export function ActiveCount({ className }: { className?: string }) {
  const active = useActiveCount();
  if (active === 0) return null;
  return (
    <span
      className={clsx(
        "rounded-full bg-accent-soft px-1.5 text-xs font-medium text-accent",
        className,
      )}
    >
      <span aria-hidden>{active}</span>
      <span className="sr-only">{t.shell.activeDownloads(active)}</span>
    </span>
  );
}
