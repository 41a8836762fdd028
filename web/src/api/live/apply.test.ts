import { type InfiniteData, QueryClient } from "@tanstack/react-query";
import { beforeEach, expect, it } from "vitest";
import { MODEL_ID, model, modelPage, operation } from "@/testing/samples";
import { modelKeys } from "../models";
import { operationKeys } from "../operations";
import type { Model, ModelList, Operation, OperationPage } from "../types";
import { applyOperation } from "./apply";

const LIST_KEY = modelKeys.list({ model_type: "embedding" });
const at = (second: number) => `2026-01-01T10:00:0${second}Z`;

let client: QueryClient;
let told: Operation[];

beforeEach(() => {
  client = new QueryClient();
  told = [];
  const pages = [modelPage([model({ id: "other/model" })]), modelPage([model()])];
  client.setQueryData(LIST_KEY, { pages, pageParams: [undefined, "2"] });
  client.setQueryData(operationKeys.active, []);
  const history = ["second page", "third page"].map((id) => ({
    operations: [operation({ id, status: "failed", updated_at: at(0) })],
    next_cursor: null,
  }));
  client.setQueryData(operationKeys.ended, {
    pages: [{ operations: [], next_cursor: "2" }, ...history],
    pageParams: [undefined, "2", "3"],
  });
});

const hear = (part: Partial<Operation>) =>
  applyOperation(client, operation(part), (finished) => told.push(finished));

function shownModel(id: string): Model | undefined {
  const data = client.getQueryData<InfiniteData<ModelList>>(LIST_KEY);
  return data?.pages.flatMap((page) => page.models).find((shown) => shown.id === id);
}

const active = () => client.getQueryData<Operation[]>(operationKeys.active) ?? [];
const ended = () =>
  client
    .getQueryData<InfiniteData<OperationPage>>(operationKeys.ended)
    ?.pages.map((page) => page.operations.map(({ id, status }) => `${id} ${status}`));
const listIsStale = () => client.getQueryState(LIST_KEY)?.isInvalidated;

it("shows progress on the card and among the downloads", () => {
  hear({ bytes_downloaded: 20, updated_at: at(1) });
  hear({ bytes_downloaded: 40, updated_at: at(2) });
  expect(shownModel(MODEL_ID)?.operation?.bytes_downloaded).toBe(40);
  expect(active().map((shown) => shown.bytes_downloaded)).toEqual([40]);
});

it("moves what has ended to the top of the history, and what is tried again out of any page", () => {
  hear({ id: "new", updated_at: at(1) });
  hear({ id: "new", status: "cancelled", updated_at: at(2) });
  hear({ id: "third page", status: "pending", updated_at: at(3) });
  expect(ended()).toEqual([["new cancelled"], ["second page failed"], []]);
  expect(active().map(({ id }) => id)).toEqual(["third page"]);
});

it("leaves a history that waits to be fetched again marked so", () => {
  void client.invalidateQueries({ queryKey: operationKeys.ended });
  hear({ status: "failed", updated_at: at(2) });
  expect(client.getQueryState(operationKeys.ended)?.isInvalidated).toBe(true);
});

it("never shows a report that arrives out of order", () => {
  hear({ bytes_downloaded: 40, updated_at: at(2) });
  hear({ bytes_downloaded: 20, updated_at: at(1) });
  expect(shownModel(MODEL_ID)?.operation?.bytes_downloaded).toBe(40);
});

it("frees the card, asks for the list again and tells the end once", () => {
  hear({ updated_at: at(1) });
  hear({ status: "completed", updated_at: at(2) });
  hear({ status: "completed", updated_at: at(2) });
  expect(shownModel(MODEL_ID)?.operation).toBeNull();
  expect(listIsStale()).toBe(true);
  expect(told.map((finished) => finished.status)).toEqual(["completed"]);
});

it("leaves a list that must be fetched again marked so, whatever else happens", () => {
  hear({ id: "first", updated_at: at(1) });
  hear({ id: "first", status: "completed", updated_at: at(2) });
  hear({ id: "second", updated_at: at(3) });
  expect(listIsStale()).toBe(true);
});

it("does not tell of an end that it never saw under way, but asks for the list again", () => {
  hear({ status: "completed", updated_at: at(2) });
  expect(told).toEqual([]);
  // It may have been a small download of this very tab, which ended before it was heard of.
  expect(listIsStale()).toBe(true);
});

it("keeps a new operation on the card when the end of an earlier one comes late", () => {
  hear({ id: "first", updated_at: at(1) });
  hear({ id: "second", updated_at: at(2) });
  hear({ id: "first", status: "cancelled", updated_at: at(3) });
  expect(shownModel(MODEL_ID)?.operation?.id).toBe("second");
});

it("leaves every other model untouched, so that its card is not drawn again", () => {
  const before = shownModel("other/model");
  hear({ updated_at: at(1) });
  expect(shownModel("other/model")).toBe(before);
});
