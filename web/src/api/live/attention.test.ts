import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { heedAttention } from "./attention";

/** Of the browser's locks: one holder, the others wait; whoever is aborted leaves the line. */
class Locks {
  #line: { run: () => Promise<void>; signal: AbortSignal }[] = [];
  #held = false;
  request = async (_: string, { signal }: { signal: AbortSignal }, run: () => Promise<void>) => {
    this.#line.push({ run, signal });
    await this.#next();
  };
  async #next() {
    const first = this.#line.find(({ signal }) => !signal.aborted);
    if (this.#held || !first) return;
    this.#held = true;
    this.#line = this.#line.filter((one) => one !== first);
    await first.run();
    this.#held = false;
    await this.#next();
  }
}

let deeds: string[];
let ends: (() => void)[];

beforeEach(() => {
  vi.useFakeTimers();
  deeds = [];
  ends = [];
});
afterEach(() => {
  for (const end of ends) end();
  vi.useRealTimers();
  show("visible");
});

function show(state: DocumentVisibilityState) {
  vi.spyOn(document, "visibilityState", "get").mockReturnValue(state);
  document.dispatchEvent(new Event("visibilitychange"));
}

function tab(name: string, locks?: Locks) {
  const connection = {
    rest: () => void deeds.push(`${name} rests`),
    wake: () => void deeds.push(`${name} listens`),
  };
  const end = heedAttention(connection, locks as unknown as LockManager | undefined);
  ends.push(end);
  return end;
}

it("gives the stream up when the page is left, and opens it when it is shown again", () => {
  tab("one");
  deeds = [];
  window.dispatchEvent(new Event("pagehide"));
  window.dispatchEvent(new Event("pageshow"));
  expect(deeds).toEqual(["one rests", "one listens"]);
});

it("rests while it is hidden, but not for a glance elsewhere", () => {
  tab("one");
  deeds = [];
  show("hidden");
  vi.advanceTimersByTime(4_000);
  show("visible");
  vi.advanceTimersByTime(10_000);
  expect(deeds).not.toContain("one rests");
  show("hidden");
  vi.advanceTimersByTime(5_000);
  expect(deeds.at(-1)).toBe("one rests");
  show("visible");
  expect(deeds.at(-1)).toBe("one listens");
});

it("lets one of all hidden tabs listen, and another one when that is closed", async () => {
  const locks = new Locks();
  const first = tab("one", locks);
  tab("two", locks);
  show("hidden");
  await vi.advanceTimersByTimeAsync(5_000);
  expect(deeds.filter((deed) => deed.endsWith("rests"))).toEqual(["two rests"]);
  deeds = [];
  first();
  await vi.advanceTimersByTimeAsync(0);
  expect(deeds).toEqual(["two listens"]);
});
