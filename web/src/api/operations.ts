import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { RECENT_OPERATIONS } from "./limits";
import { isFinished, laterReport, type OperationDeed } from "./operation-state";
import type { Operation } from "./types";

export type OperationsById = Readonly<Record<string, Operation>>;

export const operationKeys = {
  all: ["operations"] as const,
  recent: ["operations", "recent"] as const,
  of: (modelId: string) => ["operations", "of", modelId] as const,
  /** The latest report of each operation that this tab heard of live. */
  heard: ["operations", "heard"] as const,
};

export function heardOperations(client: QueryClient): OperationsById {
  return client.getQueryData<OperationsById>(operationKeys.heard) ?? {};
}

/** Active and finished operations, newest first, each as fresh as this tab knows it. */
export const recentOperations = queryOptions({
  queryKey: operationKeys.recent,
  queryFn: async ({ client, signal }): Promise<Operation[]> => {
    const { operations } = await answer(
      api.GET("/api/v2/models/downloads", {
        params: { query: { limit: RECENT_OPERATIONS } },
        signal,
      }),
    );
    return withHeard(operations, heardOperations(client));
  },
  // Each report is a whole one, four times a second: comparing it field by field saves nothing.
  structuralSharing: false,
});

const HISTORY_LIMIT = 30;

/** What was done to one model, newest first. */
export function operationsOf(modelId: string) {
  return queryOptions({
    queryKey: operationKeys.of(modelId),
    queryFn: async ({ client, signal }): Promise<Operation[]> => {
      const query = { model_id: modelId, limit: HISTORY_LIMIT };
      const { operations } = await answer(
        api.GET("/api/v2/models/downloads", { params: { query }, signal }),
      );
      const heard = heardOperations(client);
      return operations.map((operation) => laterReport(heard[operation.id], operation));
    },
  });
}

function withHeard(fetched: readonly Operation[], heard: OperationsById): Operation[] {
  const fetchedIds = new Set(fetched.map((operation) => operation.id));
  const begunSince = Object.values(heard).filter(
    (operation) => !fetchedIds.has(operation.id) && !isFinished(operation),
  );
  const merged = fetched.map((operation) => laterReport(heard[operation.id], operation));
  return [...begunSince, ...merged];
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
