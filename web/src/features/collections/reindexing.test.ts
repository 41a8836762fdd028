import { expect, it } from "vitest";
import { collection, NEW_SHA } from "@/testing/samples";
import { newRevision } from "./reindexing";

it("names the new revision only of a model whose vectors are in the index", () => {
  expect(newRevision(collection(), "embedding")).toBe(NEW_SHA);
  expect(newRevision(collection(), "reranker")).toBeNull();
  expect(newRevision(collection(), "llm")).toBeNull();
});
