import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

export type BadgeTone = "neutral" | "accent" | "caution" | "danger";

const TONES: Record<BadgeTone, string> = {
  neutral: "bg-raised text-muted",
  accent: "bg-accent-soft text-accent",
  caution: "bg-caution-soft text-caution",
  danger: "bg-danger-soft text-danger",
};

/** A short word about state. Colour only supports it: the word and the icon say it. */
export function Badge(props: {
  tone?: BadgeTone;
  icon?: LucideIcon;
  /** On a phone the icon alone is seen; the word is read out all the same. */
  short?: boolean;
  children: ReactNode;
}) {
  const { tone = "neutral", icon: Icon, children } = props;
  return (
    <span
      className={clsx(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded px-1.5 text-xs font-medium whitespace-nowrap",
        TONES[tone],
      )}
    >
      {Icon && <Icon aria-hidden className="size-3" strokeWidth={2.25} />}
      {props.short ? <span className="max-sm:sr-only">{children}</span> : children}
    </span>
  );
}
