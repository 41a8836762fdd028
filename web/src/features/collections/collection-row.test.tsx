import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import type { Account, Collection } from "@/api/types";
import { inPage } from "@/testing/in-page";
import { collection } from "@/testing/samples";
import { CollectionRow } from "./collection-row";

afterEach(cleanup);

const show = (shown: Collection, role: Account["role"] = "admin") =>
  render(inPage(<CollectionRow collection={shown} onOpen={vi.fn()} />, role));
const button = () => screen.queryByRole("button", { name: "Mark as re-indexed docs" });

it("says which model has changed, and lets it be noted as re-indexed", () => {
  show(collection());
  expect(screen.getByText("needs re-indexing")).toBeTruthy();
  expect(screen.getByText(/now 2222222 is installed/)).toBeTruthy();
  expect(button()).toBeTruthy();
});

it("offers nothing to note where nothing has changed", () => {
  const models = collection().models.map((use) => ({ ...use, needs_reindexing: false }));
  show(collection({ models, needs_reindexing: false }));
  expect(screen.queryByText("needs re-indexing")).toBeNull();
  expect(button()).toBeNull();
});

it("leaves the note to the owner and to administrators", () => {
  show(collection(), "viewer");
  expect(screen.getByText("needs re-indexing")).toBeTruthy();
  expect(button()).toBeNull();
});
