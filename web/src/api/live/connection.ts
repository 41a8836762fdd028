import type { Operation } from "../types";

export type LiveState = "connecting" | "live" | "lost";

export interface LiveHandlers {
  onOperation: (operation: Operation) => void;
  onModels: () => void;
  /** The stream is open, for the first time or `again` after a loss that was told. */
  onOpen: (again: boolean) => void;
  /** The server refused the stream, rather than being out of reach. */
  onRefused: () => void;
}

const EVENTS_URL = "/api/v2/events";
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;
/** A stream that is back within this was not missed by anybody: nothing blinks for it. */
const TELL_AFTER_MS = 2_000;
/** The server sends a ping after 15 s without news; a stream silent for this long is dead. */
const SILENCE_MS = 45_000;

/** The event stream, held open: it comes back by itself and says when it did. */
export class LiveConnection {
  readonly #handlers: LiveHandlers;
  readonly #openSource: (url: string) => EventSource;
  readonly #listeners = new Set<() => void>();
  #state: LiveState = "connecting";
  #source: EventSource | undefined;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #tellTimer: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #rests = false;

  constructor(handlers: LiveHandlers, openSource = (url: string) => new EventSource(url)) {
    this.#handlers = handlers;
    this.#openSource = openSource;
  }

  get state(): LiveState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(): void {
    window.addEventListener("online", this.retryNow);
    this.#connect();
  }

  stop(): void {
    window.removeEventListener("online", this.retryNow);
    this.#rests = false;
    this.#close();
    this.#keepToItself();
    this.#failures = 0;
    this.#become("connecting");
  }

  /** Gives the stream up for a while that nobody looks at: nothing is lost that must be told. */
  rest(): void {
    this.#rests = true;
    this.#close();
    this.#keepToItself();
  }

  /** Opens it again after a rest; what changed meanwhile is asked for as at the first time. */
  wake(): void {
    if (!this.#rests) return;
    this.#rests = false;
    this.#failures = 0;
    this.#connect();
  }

  retryNow = (): void => {
    if (this.#state === "lost" && !this.#rests) this.#connect();
  };

  #connect(): void {
    this.#close();
    const source = this.#openSource(EVENTS_URL);
    this.#source = source;
    source.addEventListener("open", () => this.#opened());
    source.addEventListener("error", () => this.#failed(source.readyState === source.CLOSED));
    source.addEventListener("ping", () => this.#heard());
    source.addEventListener("models", () => {
      this.#heard();
      this.#handlers.onModels();
    });
    source.addEventListener("operation", (event: MessageEvent<string>) => {
      this.#heard();
      this.#handlers.onOperation(JSON.parse(event.data) as Operation);
    });
    this.#heard();
  }

  #opened(): void {
    this.#failures = 0;
    this.#keepToItself();
    this.#heard();
    const again = this.#state === "lost";
    this.#become("live");
    this.#handlers.onOpen(again);
  }

  #failed(refused: boolean): void {
    this.#close();
    this.#tellTimer ??= setTimeout(() => this.#become("lost"), TELL_AFTER_MS);
    const delay = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
    this.#failures += 1;
    this.#retryTimer = setTimeout(() => this.#connect(), delay);
    if (refused) this.#handlers.onRefused();
  }

  #heard(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = setTimeout(() => {
      // Whoever reads has waited long enough.
      this.#become("lost");
      this.#failed(false);
    }, SILENCE_MS);
  }

  #keepToItself(): void {
    clearTimeout(this.#tellTimer);
    this.#tellTimer = undefined;
  }

  #close(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#source?.close();
    this.#source = undefined;
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
