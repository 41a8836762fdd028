import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Operation } from "@/api/types";
import { operation } from "@/testing/samples";
import { useSilent } from "./use-silent";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTime(ms));

function heard(first: Operation) {
  return renderHook((one: Operation) => useSilent(one), { initialProps: first });
}

it("calls a download silent when no report comes, and not any more when one does", () => {
  const { result, rerender } = heard(operation({ bytes_downloaded: 10 }));
  pass(3_000);
  rerender(operation({ bytes_downloaded: 20 }));
  pass(3_000);
  expect(result.current).toBe(false);
  pass(3_000);
  expect(result.current).toBe(true);
  rerender(operation({ bytes_downloaded: 30 }));
  expect(result.current).toBe(false);
});

it("expects no reports of what stands still", () => {
  const { result } = heard(operation({ status: "paused" }));
  pass(60_000);
  expect(result.current).toBe(false);
});
