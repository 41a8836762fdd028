import { expect, it } from "vitest";
import { collection, NEW_SHA } from "@/testing/samples";
import { countToReindex, newRevision } from "./reindexing";

it("counts the collections that need re-indexing", () => {
  const sound = collection({ needs_reindexing: false });
  expect(countToReindex([collection(), sound, collection()])).toBe(2);
  expect(countToReindex([])).toBe(0);
});

it("names the new revision only of a model whose vectors are in the index", () => {
  expect(newRevision(collection(), "embedding")).toBe(NEW_SHA);
  expect(newRevision(collection(), "reranker")).toBeNull();
  expect(newRevision(collection(), "llm")).toBeNull();
});
