/** However busy the browser is, it is not waited for longer. */
const LATEST_MS = 2_000;
/** Where a browser does not tell when it is idle. */
const GUESS_MS = 200;

/** Runs something once the browser has nothing else to do; gives what calls it off. */
export function whenIdle(act: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(act, GUESS_MS);
    return () => clearTimeout(timer);
  }
  const id = requestIdleCallback(act, { timeout: LATEST_MS });
  return () => cancelIdleCallback(id);
}
