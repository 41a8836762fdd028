import clsx from "clsx";
import { Dialog as Radix } from "radix-ui";
import { type ReactNode, useState } from "react";

/**
 * A panel over the page that keeps the focus until it is closed. In it stand a `Title` and a
 * `Description` of Radix, which are read out.
 *
 * The scrim is ours, not Radix's overlay: that one locks scrolling with a `<style>` element, which
 * the content security policy refuses. `index.css` locks it instead.
 */
export function Modal(props: {
  /** Where it stands, how wide and how high it may be. */
  className: string;
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
        <div className="fixed inset-0 z-50 bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={giveFocusBack}
          className={clsx(
            "fixed z-50 mx-auto flex max-w-xl flex-col bg-surface outline-none",
            props.className,
          )}
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
