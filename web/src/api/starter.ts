import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";

const MOST = 500;

/** Models that are offered and run on this machine with 16-bit weights, whether here or not. */
export const fittingModels = queryOptions({
  queryKey: [...modelKeys.all, "fitting"] as const,
  queryFn: async ({ signal }) => {
    const query = { origin: "curated", fits: "float16", limit: MOST } as const;
    return (await answer(api.GET("/api/v2/models", { params: { query }, signal }))).models;
  },
});
