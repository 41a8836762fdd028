import type { LiveConnection } from "./connection";

/** Long enough for whoever only looks into another tab. */
const REST_AFTER_MS = 5_000;
const LOCK = "modelshelf-listens-unseen";

/**
 * Lets the stream rest while nobody needs it; gives back what ends that.
 *
 * Over HTTP/1.1 a browser has six connections to a server, for all of its tabs together, and an open
 * stream is one of them: with seven tabs, or seven pages kept for the way back, no page would load
 * any more. So a page that is left gives its stream up, and of all tabs that are hidden one listens,
 * for the notifications. Where the browser has no locks it shows no notifications either (neither is
 * there without https), and none listens.
 */
export function heedAttention(
  connection: Pick<LiveConnection, "rest" | "wake">,
  locks: Pick<LockManager, "request"> | undefined = navigator.locks,
): () => void {
  let restTimer: ReturnType<typeof setTimeout> | undefined;
  let seen: (() => void) | undefined;

  function hidden() {
    if (seen) return;
    const unseen = new AbortController();
    restTimer = setTimeout(() => connection.rest(), REST_AFTER_MS);
    const listen = () =>
      new Promise<void>((ended) => {
        clearTimeout(restTimer);
        connection.wake();
        unseen.signal.addEventListener("abort", () => ended());
      });
    // Refused when it is seen again before it was its turn.
    locks?.request(LOCK, { signal: unseen.signal }, listen).catch(() => {});
    seen = () => {
      clearTimeout(restTimer);
      unseen.abort();
      seen = undefined;
    };
  }

  function look() {
    if (document.visibilityState === "hidden") hidden();
    else {
      seen?.();
      connection.wake();
    }
  }

  function leave() {
    seen?.();
    connection.rest();
  }

  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", look);
  look();
  return () => {
    seen?.();
    document.removeEventListener("visibilitychange", look);
    window.removeEventListener("pagehide", leave);
    window.removeEventListener("pageshow", look);
  };
}
