import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";
import { t } from "@/lib/messages";
import { IconButton } from "./button";

/**
 * A modal dialog with a title.
 *
 * The scrim is ours, not Radix's overlay: that one locks scrolling with a `<style>` element, which
 * the content security policy refuses. `index.css` locks it instead.
 */
export function Dialog(props: {
  title: string;
  description: string;
  aside?: ReactNode;
  footer: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const [opener] = useState(() => document.activeElement);

  /** The deed may have taken the opener off the page; the content is then the nearest place. */
  function giveFocusBack(event: Event) {
    event.preventDefault();
    const place = opener?.isConnected ? opener : document.getElementById("content");
    if (place instanceof HTMLElement) place.focus({ preventScroll: true });
  }

  return (
    <Radix.Root open onOpenChange={(open) => open || props.onClose()}>
      <Radix.Portal>
        <div className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={giveFocusBack}
          className="fixed inset-x-0 bottom-0 z-50 mx-auto flex max-h-[92dvh] w-full max-w-xl flex-col rounded-t-lg border border-line bg-surface outline-none sm:inset-y-0 sm:my-auto sm:h-fit sm:rounded-lg"
        >
          <header className="flex items-start gap-3 border-b border-line py-3 pr-2 pl-4">
            <div className="min-w-0 flex-1 pt-1">
              <Radix.Title className="font-semibold wrap-anywhere">{props.title}</Radix.Title>
              <Radix.Description className="sr-only">{props.description}</Radix.Description>
            </div>
            {props.aside && <div className="pt-1 text-sm text-muted">{props.aside}</div>}
            <Radix.Close asChild>
              <IconButton label={t.common.close} className="-mt-0.5">
                <X aria-hidden className="size-4" />
              </IconButton>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-4 py-3">{props.children}</div>
          <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-4 py-3">
            {props.footer}
          </footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
