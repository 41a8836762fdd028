import { infiniteQueryOptions, type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { isFinished, laterReport, type OperationDeed } from "./operation-state";
import { everyPage, pageOf } from "./paging";
import type { Operation, OperationPage } from "./types";

export type OperationsById = Readonly<Record<string, Operation>>;

export const operationKeys = {
  all: ["operations"] as const,
  active: ["operations", "active"] as const,
  ended: ["operations", "ended"] as const,
  of: (modelId: string) => ["operations", "of", modelId] as const,
  /** The latest report of each operation that this tab heard of live. */
  heard: ["operations", "heard"] as const,
};

export function heardOperations(client: QueryClient): OperationsById {
  return client.getQueryData<OperationsById>(operationKeys.heard) ?? {};
}

/** All that are not at their end, the newest first, each as fresh as this tab knows it. */
export const activeOperations = queryOptions({
  queryKey: operationKeys.active,
  queryFn: async ({ client, signal }): Promise<Operation[]> => {
    const pages = await everyPage((page) =>
      answer(
        api.GET("/api/v2/models/downloads", {
          params: { query: { active: true, ...page } },
          signal,
        }),
      ),
    );
    const heard = heardOperations(client);
    return withHeard(
      pages.flatMap(({ operations }) => operations),
      heard,
    );
  },
  // Each report is a whole one, four times a second: comparing it field by field saves nothing.
  structuralSharing: false,
});

/** What has come to its end, the newest first, page by page. */
export const endedOperations = operationPages(operationKeys.ended, { active: false });

/** What was done to one model, the newest first, page by page. */
export const operationsOf = (modelId: string) =>
  operationPages(operationKeys.of(modelId), { model_id: modelId });

function operationPages(
  queryKey: readonly string[],
  filter: { active?: boolean; model_id?: string },
) {
  return infiniteQueryOptions({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ client, pageParam, signal }): Promise<OperationPage> => {
      const query = { ...filter, ...pageOf(pageParam) };
      const page = await answer(api.GET("/api/v2/models/downloads", { params: { query }, signal }));
      const heard = heardOperations(client);
      return {
        ...page,
        operations: page.operations.map((one) => laterReport(heard[one.id], one)),
      };
    },
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: inOneList,
  });
}

/** Each once: what ended while the pages were read stands at the top and in its own place. */
function inOneList({ pages }: { pages: readonly OperationPage[] }): Operation[] {
  const byId = new Map<string, Operation>();
  for (const one of pages.flatMap(({ operations }) => operations)) {
    if (!byId.has(one.id)) byId.set(one.id, one);
  }
  return [...byId.values()];
}

function withHeard(fetched: readonly Operation[], heard: OperationsById): Operation[] {
  const fetchedIds = new Set(fetched.map((operation) => operation.id));
  const begunSince = Object.values(heard).filter((operation) => !fetchedIds.has(operation.id));
  const merged = fetched.map((operation) => laterReport(heard[operation.id], operation));
  return [...begunSince, ...merged].filter((operation) => !isFinished(operation));
}

export async function fetchOperation(taskId: string): Promise<Operation> {
  return answer(
    api.GET("/api/v2/models/download/{task_id}", { params: { path: { task_id: taskId } } }),
  );
}

/** Asks for a move of an operation; the answer is the operation after it. */
export async function moveOperation(taskId: string, deed: OperationDeed): Promise<Operation> {
  const params = { path: { task_id: taskId } };
  switch (deed) {
    case "start-now":
      return answer(api.POST("/api/v2/models/download/{task_id}/start-now", { params }));
    case "pause":
      return answer(api.POST("/api/v2/models/download/{task_id}/pause", { params }));
    case "resume":
      return answer(api.POST("/api/v2/models/download/{task_id}/resume", { params }));
    case "cancel":
      return answer(api.POST("/api/v2/models/download/{task_id}/cancel", { params }));
    case "retry":
      return answer(api.POST("/api/v2/models/download/{task_id}/retry", { params }));
  }
}
