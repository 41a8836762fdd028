import { CircleCheck, CircleX, Info, type LucideIcon, X } from "lucide-react";
import { t } from "@/lib/messages";
import { type ToastTone, useToasts } from "@/lib/toasts";
import { Button, IconButton } from "./button";

const MARKS: Record<ToastTone, { icon: LucideIcon; colour: string }> = {
  done: { icon: CircleCheck, colour: "text-accent" },
  failed: { icon: CircleX, colour: "text-danger" },
  info: { icon: Info, colour: "text-muted" },
};

/** The polite live region: it stays in the page, so that what enters it is read out. */
export function Toasts() {
  const toasts = useToasts((store) => store.toasts);
  const dismiss = useToasts((store) => store.dismiss);
  return (
    <section
      aria-label={t.shell.messages}
      aria-live="polite"
      className="pointer-events-none fixed inset-x-3 top-14 z-60 flex flex-col items-end gap-2 sm:top-auto sm:bottom-3 sm:left-auto sm:w-96"
    >
      {toasts.map(({ id, tone, text, action }) => {
        const { icon: Icon, colour } = MARKS[tone];
        return (
          <div
            key={id}
            className="pointer-events-auto flex w-full items-start gap-2.5 rounded-md border border-line-strong bg-surface py-1.5 pr-1.5 pl-3"
          >
            <Icon aria-hidden className={`mt-2 size-4 shrink-0 ${colour}`} />
            {/* The button below the text, which has the whole width: on a phone there is little. */}
            <div className="min-w-0 flex-1 py-1.5 text-sm">
              <p className="wrap-anywhere">{text}</p>
              {action && (
                <Button
                  className="mt-2"
                  onClick={() => {
                    dismiss(id);
                    action.run();
                  }}
                >
                  {action.label}
                </Button>
              )}
            </div>
            <IconButton label={t.common.dismiss} onClick={() => dismiss(id)}>
              <X aria-hidden className="size-4" />
            </IconButton>
          </div>
        );
      })}
    </section>
  );
}
