/**
 * Questions to the API that are asked before the page's own code is there.
 *
 * The first script is small and comes first; while the others are on their way, so are the answers.
 * Whoever asks the same a moment later is given that answer.
 */

/** Later the answer may be another: whoever asks then asks for themselves. */
const GOOD_FOR_MS = 10_000;

const asked = new Map<string, Promise<Response>>();

/** An address as the API's client writes it. */
export function addressOf(path: string, query: object = {}): string {
  const parts = Object.entries(query).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  return `${window.location.origin}${path}${parts.length > 0 ? `?${parts.join("&")}` : ""}`;
}

export function askEarly(address: string): void {
  const answer = fetch(address);
  asked.set(address, answer);
  // A failure is told to whoever asks for it; nobody might.
  answer.catch(() => undefined);
  setTimeout(() => asked.delete(address), GOOD_FOR_MS);
}

/** The browser's `fetch`, but for what was asked for already. */
export function fetchOrTake(request: Request): Promise<Response> {
  const early = request.method === "GET" ? asked.get(request.url) : undefined;
  if (early === undefined) return fetch(request);
  asked.delete(request.url);
  return early;
}

/** Whoever signs in is another than who asked. */
export function forgetEarly(): void {
  asked.clear();
}
