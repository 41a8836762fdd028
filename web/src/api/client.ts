import createClient from "openapi-fetch";
import { fetchOrTake } from "./early";
import { problemOf, unreachable } from "./problem";
import type { paths } from "./schema.gen";

/** Typed calls of the API; every refused one throws an `ApiProblem`. */
export const api = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: fetchOrTake,
});

api.use({
  async onResponse({ response }) {
    if (!response.ok) throw await problemOf(response);
  },
  onError({ error }) {
    // A request that was called off is no failure: the query that asked has moved on.
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return unreachable();
  },
});

/** The body of an answer that has one. */
export async function answer<Body>(call: Promise<{ data?: Body }>): Promise<Body> {
  const { data } = await call;
  if (data === undefined) throw unreachable();
  return data;
}
