import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { WindowList } from "./window-list";

const ROW = 50;
const ITEMS = Array.from({ length: 1000 }, (_, at) => `item ${at}`);

function list(onNearEnd = () => undefined, isDrawn = true) {
  return (
    <WindowList
      placeholder={<p>awaited</p>}
      isDrawn={isDrawn}
      label="items"
      items={ITEMS}
      itemKey={(item) => item}
      itemHeight={ROW}
      gap={0}
      onNearEnd={onNearEnd}
    >
      {(item) => <button type="button">{item}</button>}
    </WindowList>
  );
}

function scrollTo(row: number) {
  act(() => {
    window.scrollY = row * ROW;
    window.dispatchEvent(new Event("scroll"));
  });
}

const drawn = () => screen.getAllByRole("button").map((button) => button.textContent);

afterEach(() => {
  cleanup();
  window.scrollY = 0;
});

test("draws what is in sight and a little around it, wherever the page is scrolled to", () => {
  window.innerHeight = 10 * ROW;
  render(list());
  expect(drawn()).toEqual(ITEMS.slice(0, 16));
  scrollTo(500);
  expect(drawn()).toEqual(ITEMS.slice(495, 516));
  expect(screen.getByText("item 500").closest("li")?.style.top).toBe(`${500 * ROW}px`);
  expect(screen.getByText("item 500").closest("li")?.getAttribute("aria-posinset")).toBe("501");
  act(() => {
    window.innerHeight = 2 * ROW;
    window.dispatchEvent(new Event("resize"));
  });
  expect(drawn()).toEqual(ITEMS.slice(495, 508));
});

test("what has the focus stays drawn however far the page is scrolled", () => {
  window.innerHeight = 10 * ROW;
  render(list());
  fireEvent.focus(screen.getByText("item 3"));
  scrollTo(500);
  expect(drawn()).toEqual(["item 3", ...ITEMS.slice(495, 516)]);
  fireEvent.blur(screen.getByText("item 3"));
  scrollTo(600);
  expect(drawn()).toEqual(ITEMS.slice(595, 616));
});

test("asks for more once when the end comes near, and not before", () => {
  window.innerHeight = 10 * ROW;
  const onNearEnd = vi.fn();
  render(list(onNearEnd));
  expect(onNearEnd).not.toHaveBeenCalled();
  scrollTo(985);
  scrollTo(990);
  expect(onNearEnd).toHaveBeenCalledTimes(1);
});

test("shows what stands in for the list until there is one", () => {
  const { rerender } = render(list(undefined, false));
  expect(screen.getByText("awaited")).toBeTruthy();
  rerender(list());
  expect(screen.queryByText("awaited")).toBeNull();
});
