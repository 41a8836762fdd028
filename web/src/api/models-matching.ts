import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";

const FEW = 8;

/** The first few models of any type that a text fits. */
export function modelsMatching(text: string) {
  return queryOptions({
    queryKey: [...modelKeys.all, "matching", text] as const,
    queryFn: async ({ signal }) => {
      const query = { q: text, limit: FEW };
      return (await answer(api.GET("/api/v2/models", { params: { query }, signal }))).models;
    },
  });
}
