/** Live events, written into the query cache: the page has no second store of server state. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { modelKeys } from "../models";
import { isFinished, laterReport } from "../operation-state";
import { operationKeys } from "../operations";
import type { ModelDetails, ModelList, Operation } from "../types";
import { knownReport, writeReport } from "./report";

type ModelPages = InfiniteData<ModelList, string | undefined>;

/** Called when an operation that was under way has come to its end. */
export type OnFinished = (operation: Operation) => void;

/** Writes one report of an operation wherever it is shown; a report out of order is dropped. */
export function applyOperation(
  client: QueryClient,
  incoming: Operation,
  onFinished?: OnFinished,
): void {
  const known = knownReport(client, incoming.id);
  const latest = laterReport(known, incoming);
  if (latest === known) return;

  writeReport(client, latest);
  updateLists(client, latest);
  client.setQueryData<ModelDetails>(
    modelKeys.details(latest.model_id),
    (page) => page && { ...page, model: { ...page.model, operation: shownOf(latest) } },
  );

  // A small download may have ended before this tab heard of it at all.
  if (isFinished(latest) && (known === undefined || !isFinished(known))) {
    refreshModels(client);
    // Not at each change of the disk: the Hub counts questions, and leftovers are a walk of the disk.
    void client.invalidateQueries({ queryKey: ["hub", "search"] });
    void client.invalidateQueries({ queryKey: ["leftovers"] });
    if (known !== undefined) onFinished?.(latest);
  }
}

/** Fetches again what the disk's change can have changed. */
export function refreshModels(client: QueryClient): void {
  void client.invalidateQueries({
    queryKey: modelKeys.all,
    // A plan asks the Hub, and whoever has one before them must not lose it.
    predicate: ({ queryKey }) => queryKey[1] !== "plan",
  });
}

/** After a lost connection, or where work was begun: models and operations are fetched again. */
export function catchUp(client: QueryClient): void {
  refreshModels(client);
  void client.invalidateQueries({ queryKey: operationKeys.active });
  void client.invalidateQueries({ queryKey: operationKeys.ended });
}

function updateLists(client: QueryClient, operation: Operation): void {
  for (const query of client.getQueryCache().findAll({ queryKey: modelKeys.lists })) {
    // Writing would make a list that waits to be fetched again look fresh.
    if (query.state.isInvalidated && !query.isActive()) continue;
    const data = query.state.data as ModelPages | undefined;
    const next = data && withOperation(data, operation);
    if (next !== data) client.setQueryData(query.queryKey, next);
  }
}

/** Copies only the page and the model concerned, so that no other card draws itself again. */
function withOperation(data: ModelPages, operation: Operation): ModelPages {
  const pageAt = data.pages.findIndex((page) => indexIn(page, operation.model_id) !== -1);
  const page = data.pages[pageAt];
  if (page === undefined) return data;
  const modelAt = indexIn(page, operation.model_id);
  const model = page.models[modelAt];
  if (model === undefined) return data;

  const shown = shownOf(operation);
  // The end of an earlier operation must not hide a later one of the same model.
  if (shown === null && model.operation?.id !== operation.id) return data;
  const models = page.models.with(modelAt, { ...model, operation: shown });
  return { ...data, pages: data.pages.with(pageAt, { ...page, models }) };
}

/** What has ended is no longer shown as under way. */
function shownOf(operation: Operation): Operation | null {
  return isFinished(operation) ? null : operation;
}

/** Where each model of a page is: thousands of names are compared once and not with each report. */
const places = new WeakMap<ModelList["models"], ReadonlyMap<string, number>>();

function indexIn({ models }: ModelList, modelId: string): number {
  let found = places.get(models);
  if (found === undefined) {
    found = new Map(models.map((model, index) => [model.id, index]));
    places.set(models, found);
  }
  return found.get(modelId) ?? -1;
}
