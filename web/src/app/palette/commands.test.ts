import { expect, it } from "vitest";
import { model } from "@/testing/samples";
import { commandsFor, fits } from "./commands";

const props = {
  account: { id: "1", username: "ada", role: "viewer", scopes: null },
  onHelp: () => {},
  onClose: () => {},
} as unknown as Parameters<typeof commandsFor>[0];

it("finds a command by the beginnings of its words", () => {
  expect(fits({ label: "Search the Hub" }, "se hu")).toBe(true);
  expect(fits({ label: "Search the Hub" }, "earch")).toBe(false);
});

it("offers models and a search of the Hub beside the pages, and no page of administrators", () => {
  const labels = commandsFor(props, [model()], "st").map(({ label }) => label);
  expect(labels).toEqual(["Storage", "all-MiniLM-L6-v2", "Search the Hub for “st”"]);
  const all = commandsFor(props, [], "").map(({ label }) => label);
  expect(all).not.toContain("Users");
});
