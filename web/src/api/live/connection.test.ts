import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { LiveConnection } from "./connection";

/** The part of the browser's EventSource that the connection uses, driven by the test. */
class Stream extends EventTarget {
  readonly CLOSED = 2;
  readyState = 0;
  close() {
    this.readyState = this.CLOSED;
  }
  tell(type: string) {
    this.dispatchEvent(new Event(type));
  }
}

let streams: Stream[];
let opened: boolean[];
let refused: number;
let connection: LiveConnection;

beforeEach(() => {
  vi.useFakeTimers();
  streams = [];
  opened = [];
  refused = 0;
  connection = new LiveConnection(
    {
      onOperation: () => {},
      onModels: () => {},
      onOpen: (again) => {
        opened.push(again);
      },
      onRefused: () => {
        refused += 1;
      },
    },
    () => {
      const stream = new Stream();
      streams.push(stream);
      return stream as unknown as EventSource;
    },
  );
  connection.start();
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
});

it("comes back after a loss, and asks for what was missed", () => {
  streams[0]?.tell("open");
  streams[0]?.tell("error");
  vi.advanceTimersByTime(1_000);
  streams[1]?.tell("error");
  vi.advanceTimersByTime(1_000);
  expect(connection.state).toBe("lost");
  vi.advanceTimersByTime(1_000);
  streams[2]?.tell("open");
  expect(connection.state).toBe("live");
  expect(opened).toEqual([false, true]);
});

it("says nothing of a loss that is over at once, but asks for what was missed", () => {
  const states: string[] = [];
  streams[0]?.tell("open");
  connection.subscribe(() => states.push(connection.state));
  streams[0]?.tell("error");
  vi.advanceTimersByTime(1_000);
  streams[1]?.tell("open");
  vi.advanceTimersByTime(10_000);
  expect(states).toEqual([]);
  expect(opened).toEqual([false, false]);
});

it("waits longer after each failure", () => {
  streams[0]?.tell("error");
  vi.advanceTimersByTime(1_000);
  streams[1]?.tell("error");
  vi.advanceTimersByTime(1_000);
  expect(streams).toHaveLength(2);
  vi.advanceTimersByTime(1_000);
  expect(streams).toHaveLength(3);
});

it("gives up a stream that has fallen silent, but not one that pings", () => {
  streams[0]?.tell("open");
  vi.advanceTimersByTime(40_000);
  streams[0]?.tell("ping");
  vi.advanceTimersByTime(40_000);
  expect(connection.state).toBe("live");
  vi.advanceTimersByTime(10_000);
  expect(connection.state).toBe("lost");
});

it("tells a refusal from a lost network, since the session may have ended", () => {
  streams[0]?.close();
  streams[0]?.tell("error");
  expect(refused).toBe(1);
});

it("stays closed once stopped", () => {
  streams[0]?.tell("error");
  connection.stop();
  vi.advanceTimersByTime(60_000);
  expect(streams).toHaveLength(1);
});

it("is closed while it rests, and asks for what it missed when it wakes", () => {
  streams[0]?.tell("open");
  connection.rest();
  expect(streams[0]?.readyState).toBe(2);
  vi.advanceTimersByTime(120_000);
  expect([streams.length, connection.state]).toEqual([1, "live"]);
  connection.wake();
  connection.wake();
  streams[1]?.tell("open");
  expect([streams.length, opened]).toEqual([2, [false, false]]);
});
