import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from "@tanstack/react-router";
import type { ReactNode } from "react";
import { sessionKey } from "@/api/session";
import type { Account } from "@/api/types";

/** Draws a part as in the page of somebody who is signed in. */
export function inPage(part: ReactNode, role: Account["role"] = "admin"): ReactNode {
  const client = new QueryClient();
  const account = { id: "0b9f2d5e-0000-4000-8000-00000000000a", username: role, role, scopes: [] };
  client.setQueryData(sessionKey, { kind: "signed_in", account });
  const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
  return (
    <QueryClientProvider client={client}>
      {/* The page's own router is registered as the type of all; this one has no routes. */}
      <RouterContextProvider router={router as never}>{part}</RouterContextProvider>
    </QueryClientProvider>
  );
}
