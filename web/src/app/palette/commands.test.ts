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
  const labels = commandsFor(props, { models: [model()], isAll: true }, "st").map(
    ({ label }) => label,
  );
  expect(labels).toEqual(["Storage", "all-MiniLM-L6-v2", "Search the Hub for “st”"]);
  const all = commandsFor(props, { models: [], isAll: true }, "").map(({ label }) => label);
  expect(all).not.toContain("Users");
});

it("leads to the models of a type, whatever they are called", () => {
  const found = commandsFor(props, { models: [], isAll: true }, "splade");
  expect(found[0]).toMatchObject({
    label: "SPLADE models",
    address: "/settings/models?type=splade",
  });
});

it("leads to the list where more was found than it shows", () => {
  const models = [model({ model_type: "reranker" })];
  const [last] = commandsFor(props, { models, isAll: false }, "b a").slice(-2);
  expect(last).toMatchObject({
    label: "Show all models that match “b a”",
    address: "/settings/models?type=reranker&q=b%20a",
  });
});
