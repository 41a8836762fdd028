import { act, render, screen } from "@testing-library/react";
import { useEffect } from "react";
import { expect, it, vi } from "vitest";
import { HELD_BACK_MS, InOrder } from "./in-order";

function Part({ name, note }: { name: string; note: (event: string) => void }) {
  note(`draws ${name}`);
  useEffect(() => note(`has ${name}`), [name, note]);
  return <p>{name}</p>;
}

it("draws a part only when the one above it is there, and in the end all of them", async () => {
  const noted = new Set<string>();
  const note = (event: string) => void noted.add(event);
  render(
    <InOrder className="">
      <Part name="first" note={note} />
      {false}
      <Part name="second" note={note} />
    </InOrder>,
  );
  await screen.findByText("second");
  expect([...noted]).toEqual(["draws first", "has first", "draws second", "has second"]);
});

it("holds nothing back for longer than that, whatever still loads above it", () => {
  vi.useFakeTimers();
  const { container } = render(<InOrder className="">{[]}</InOrder>);
  const isLate = () => container.firstElementChild?.hasAttribute("data-late");
  act(() => vi.advanceTimersByTime(HELD_BACK_MS - 1));
  expect(isLate()).toBe(false);
  act(() => vi.advanceTimersByTime(1));
  expect(isLate()).toBe(true);
  vi.useRealTimers();
});
