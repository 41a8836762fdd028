import clsx from "clsx";
import { CircleX, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

type NoticeTone = "info" | "caution" | "danger";

const TONES: Record<NoticeTone, { box: string; mark: string; icon: LucideIcon }> = {
  info: { box: "border-line bg-raised", mark: "text-muted", icon: Info },
  caution: { box: "border-caution/40 bg-caution-soft", mark: "text-caution", icon: TriangleAlert },
  danger: { box: "border-danger/40 bg-danger-soft", mark: "text-danger", icon: CircleX },
};

/** One thing to know, with what to do about it. */
export function Notice(props: {
  tone: NoticeTone;
  /** Read out as soon as it appears; for what went wrong just now. */
  alert?: boolean;
  action?: ReactNode;
  children: ReactNode;
}) {
  const { box, mark, icon: Icon } = TONES[props.tone];
  return (
    <div
      role={props.alert ? "alert" : undefined}
      className={clsx("flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border p-2.5", box)}
    >
      <Icon aria-hidden className={clsx("size-4 shrink-0 self-start mt-0.5", mark)} />
      <div className="min-w-0 flex-1 basis-40 text-sm wrap-anywhere">{props.children}</div>
      {props.action}
    </div>
  );
}
