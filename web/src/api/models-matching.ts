import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";

const MOST_AT_ONCE = 50;

/** The models of any type that the list's own search finds: all, or as many as are looked through. */
export function modelsMatching(text: string) {
  return queryOptions({
    queryKey: [...modelKeys.all, "matching", text] as const,
    queryFn: async ({ signal }) => {
      const query = { q: text, limit: MOST_AT_ONCE };
      const found = await answer(api.GET("/api/v2/models", { params: { query }, signal }));
      return { models: found.models, isAll: found.next_cursor === null };
    },
  });
}
