import { useSyncExternalStore } from "react";

// Tailwind's `md`: what stands on one side of it need not be drawn on the other, hidden.
const wide = window.matchMedia("(min-width: 48rem)");

function subscribe(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}

/** Whether the window is wider than a phone; followed as it changes. */
export function useIsWide(): boolean {
  return useSyncExternalStore(subscribe, () => wide.matches);
}
