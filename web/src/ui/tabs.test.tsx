import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { afterEach, expect, test } from "vitest";
import { TabList, TabPanel } from "./tabs";

const TABS = ["one", "two", "three"].map((value) => ({ value, label: value }));

function Example({ onChoose = () => undefined }: { onChoose?: (value: string) => void }) {
  const [chosen, setChosen] = useState("one");
  return (
    <>
      <TabList
        label="numbers"
        panel="shown"
        tabs={TABS}
        chosen={chosen}
        onChoose={(value) => {
          onChoose(value);
          setChosen(value);
        }}
        className=""
        tabClassName=""
      />
      <TabPanel id="shown" chosen={chosen} className="">
        <button type="button">about {chosen}</button>
      </TabPanel>
    </>
  );
}

afterEach(cleanup);

test("arrows choose the next tab, round the ends, and Tab leads into the panel", async () => {
  const user = userEvent.setup();
  render(<Example />);
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "one", selected: true }));
  await user.keyboard("{ArrowLeft}");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "three", selected: true }));
  await user.keyboard("{ArrowRight}{ArrowRight}");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "two", selected: true }));
  await user.keyboard("{End}{Home}");
  expect(document.activeElement).toBe(screen.getByRole("tab", { name: "one", selected: true }));
  await user.tab();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "about one" }));
  expect(screen.getByRole("tabpanel", { name: "one" })).toBeTruthy();
});

test("the chosen tab is not chosen again", async () => {
  const user = userEvent.setup();
  const chosen: string[] = [];
  render(<Example onChoose={(value) => chosen.push(value)} />);
  await user.click(screen.getByRole("tab", { name: "one" }));
  await user.click(screen.getByRole("tab", { name: "two" }));
  expect(chosen).toEqual(["two"]);
});
