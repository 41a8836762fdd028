import { expect, it } from "vitest";
import { DEFAULT_MODELS_SEARCH, filterOf, parseModelsSearch } from "./search";

it("falls back where an address is not understood", () => {
  expect(parseModelsSearch({ type: "vision", show: 3, sort: null, q: ["a"] })).toEqual(
    DEFAULT_MODELS_SEARCH,
  );
});

it("asks the API for what the address says", () => {
  const search = { type: "llm", show: "installed", q: " qwen ", sort: "size" } as const;
  expect(filterOf(search)).toEqual({
    model_type: "llm",
    installed_only: true,
    q: "qwen",
    sort: "size",
  });
});
