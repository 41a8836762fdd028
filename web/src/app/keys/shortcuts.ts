import { singleKeysAreOn } from "@/lib/single-keys";

/** Keys that lead somewhere or do something, from anywhere on the page. */
/** How long after `g` its second key still counts. */
const SECOND_KEY_MS = 1_500;

/** What a pressed key is, of those that this page knows: `mod+k`, `?`, `g m`. */
export interface KeyReader {
  read: (event: KeyboardEvent) => string | null;
}

/**
 * Reads keys one after the other, so that `g` waits for a second one.
 *
 * What is typed into a field, or pressed while a dialog is open, is no shortcut; only `mod+k` is
 * one everywhere.
 */
export function keyReader(now: () => number = () => performance.now()): KeyReader {
  let waitsSince: number | null = null;
  return {
    read(event) {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
        return "mod+k";
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return null;
      if (!singleKeysAreOn()) return null;
      const isSecond = waitsSince !== null && now() - waitsSince < SECOND_KEY_MS;
      waitsSince = null;
      if (isSecond) return `g ${event.key}`;
      if (event.key === "g") {
        waitsSince = now();
        return null;
      }
      return event.key;
    },
  };
}

function isTaken(event: KeyboardEvent): boolean {
  const inField =
    event.target instanceof Element &&
    event.target.closest("input, textarea, select, [contenteditable]") !== null;
  return inField || document.querySelector("[role=dialog], [role=menu]") !== null;
}
