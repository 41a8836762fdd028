import { describe, expect, it } from "vitest";
import { DEFAULT_HUB_SEARCH, filterOf, parseHubSearch } from "./search";

describe("the address of a search", () => {
  it("is read back as it was written", () => {
    const search = {
      q: "bge",
      type: "reranker",
      author: "BAAI",
      licence: "mit",
      size: "small",
      sort: "likes",
      plan: "",
      add: "",
    } as const;
    expect(parseHubSearch(search)).toEqual(search);
  });

  it("falls back where it makes no sense", () => {
    expect(parseHubSearch({ type: "vision", size: 7, sort: "best" })).toEqual(DEFAULT_HUB_SEARCH);
  });
});

it("asks only for what is narrowed down", () => {
  expect(filterOf(DEFAULT_HUB_SEARCH)).toEqual({ sort: "trending" });
  expect(filterOf({ ...DEFAULT_HUB_SEARCH, q: " qwen ", size: "medium" })).toEqual({
    sort: "trending",
    q: "qwen",
    min_parameters: 1_000_000_000,
    max_parameters: 4_000_000_000,
  });
  expect(filterOf({ ...DEFAULT_HUB_SEARCH, size: "huge" })).not.toHaveProperty("max_parameters");
});
