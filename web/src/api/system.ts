import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";

/** What runs here, on what, and how it is set. */
export const systemReport = queryOptions({
  queryKey: ["system"] as const,
  queryFn: ({ signal }) => answer(api.GET("/api/v2/system", { signal })),
  staleTime: 10_000,
});
