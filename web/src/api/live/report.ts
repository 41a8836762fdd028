/** One report of an operation, written into the lists of operations that the page has. */
import type { InfiniteData, QueryClient } from "@tanstack/react-query";
import { isFinished } from "../operation-state";
import { heardOperations, operationKeys } from "../operations";
import type { Operation, OperationPage } from "../types";

type Pages = InfiniteData<OperationPage, string | undefined>;

/** The last that this tab was told of an operation. */
export function knownReport(client: QueryClient, id: string): Operation | undefined {
  const active = client.getQueryData<Operation[]>(operationKeys.active) ?? [];
  const ended = client.getQueryData<Pages>(operationKeys.ended)?.pages ?? [];
  return (
    heardOperations(client)[id] ??
    [...active, ...ended.flatMap(({ operations }) => operations)].find((one) => one.id === id)
  );
}

/** Moves an operation between what is active and what has ended, where its report says so. */
export function writeReport(client: QueryClient, latest: Operation): void {
  client.setQueryData(operationKeys.heard, { ...heardOperations(client), [latest.id]: latest });
  write<Operation[]>(client, operationKeys.active, (list) =>
    isFinished(latest) ? others(list, latest) : upserted(list, latest),
  );
  write<Pages>(client, operationKeys.ended, (data) =>
    isFinished(latest) ? withReport(data, latest) : without(data, latest),
  );
  write<Pages>(client, operationKeys.of(latest.model_id), (data) => withReport(data, latest));
}

/** Leaves alone what is shown nowhere and waits to be fetched again: writing would make it fresh. */
function write<Data>(client: QueryClient, key: readonly string[], change: (data: Data) => Data) {
  const state = client.getQueryState<Data>(key);
  const query = client.getQueryCache().find({ queryKey: key });
  if (state?.data === undefined || (state.isInvalidated && !query?.isActive())) return;
  client.setQueryData<Data>(key, change(state.data));
}

function withReport(data: Pages, latest: Operation): Pages {
  return isIn(data, latest)
    ? onEachPage(data, (list) => replaced(list, latest))
    : onEachPage(data, (list, at) => (at === 0 ? [latest, ...list] : [...list]));
}

/** The very same where it has none: what shows it is not drawn anew with each report. */
function without(data: Pages, latest: Operation): Pages {
  return isIn(data, latest) ? onEachPage(data, (list) => others(list, latest)) : data;
}

const isIn = (data: Pages, latest: Operation) =>
  data.pages.some(({ operations }) => operations.some(({ id }) => id === latest.id));

function onEachPage(
  data: Pages,
  change: (list: readonly Operation[], at: number) => Operation[],
): Pages {
  const pages = data.pages.map((page, at) => ({
    ...page,
    operations: change(page.operations, at),
  }));
  return { ...data, pages };
}

const others = (list: readonly Operation[], latest: Operation) =>
  list.filter(({ id }) => id !== latest.id);

const replaced = (list: readonly Operation[], latest: Operation) =>
  list.map((one) => (one.id === latest.id ? latest : one));

function upserted(list: readonly Operation[], latest: Operation): Operation[] {
  const isThere = list.some(({ id }) => id === latest.id);
  return isThere ? replaced(list, latest) : [latest, ...list];
}
