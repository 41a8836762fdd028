import { type FocusEvent, useEffect, useRef } from "react";

/**
 * Keeps the keyboard's place in a part whose buttons come and go.
 *
 * A pressed "Pause" is replaced by "Resume"; without this the focus would fall to the top of the
 * page. Spread the result on the part's element.
 */
export function useKeepFocus<Part extends HTMLElement>() {
  const part = useRef<Part>(null);
  const focused = useRef<Element | null>(null);

  // After every drawing, since any of them may have taken the focused element away.
  useEffect(() => {
    const lost = focused.current !== null && !focused.current.isConnected;
    if (!lost || document.activeElement !== document.body) return;
    const next = part.current?.querySelector<HTMLElement>("[data-actions] button:not([disabled])");
    (next ?? part.current)?.focus({ preventScroll: true });
  });

  return {
    ref: part,
    tabIndex: -1,
    onFocus: (event: FocusEvent) => {
      focused.current = event.target;
    },
    onBlur: (event: FocusEvent) => {
      const left = event.target;
      // Browsers also tell of a blur when they remove the element; that one must not be forgotten.
      queueMicrotask(() => {
        if (left.isConnected && focused.current === left) focused.current = null;
      });
    },
  };
}
