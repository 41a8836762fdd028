import { expect, it } from "vitest";
import { DEFAULT_MODELS_SEARCH, filterOf, parseModelsSearch } from "./search";

it("falls back where an address is not understood", () => {
  const odd = { type: "vision", show: 3, sort: null, q: ["a"], fits: "maybe", page: "-1", view: 7 };
  expect(parseModelsSearch(odd)).toEqual(DEFAULT_MODELS_SEARCH);
});

it("reads what an address can say", () => {
  const search = { type: "llm", fits: "true", page: "3", view: "table", sort: "last_used" };
  expect(parseModelsSearch(search)).toMatchObject({
    type: "llm",
    fits: true,
    page: 3,
    view: "table",
    sort: "last_used",
  });
});

it("asks the API for what the address says", () => {
  const search = {
    type: "llm",
    show: "installed",
    q: " qwen ",
    sort: "size",
    fits: true,
    page: 2,
  } as const;
  expect(filterOf(search)).toEqual({
    model_type: "llm",
    installed_only: true,
    q: "qwen",
    sort: "size",
    fits: "float16",
  });
});
