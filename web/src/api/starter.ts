import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { modelKeys } from "./models";

const MOST = 500;

/** Models that are offered, are not here yet, and run on this machine with 16-bit weights. */
export const fittingModels = queryOptions({
  queryKey: [...modelKeys.all, "fitting"] as const,
  queryFn: async ({ signal }) => {
    const query = { status: "available", origin: "curated", fits: "float16", limit: MOST } as const;
    return (await answer(api.GET("/api/v2/models", { params: { query }, signal }))).models;
  },
});
