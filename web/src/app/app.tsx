import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { Toasts } from "@/ui/toasts";
import { createQueryClient } from "./query-client";
import { createPageRouter } from "./router";

/** Draws the page at the address, as soon as it is known who reads it and its code is there. */
export async function draw(): Promise<void> {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  const client = createQueryClient();
  const router = createPageRouter(client);
  // What index.html shows stands until then: drawn earlier, the page would be drawn three times.
  // A failure is told by the route's own screen, or met again by the router once it is drawn.
  await router.load().catch(() => undefined);
  const page = (
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
        <Toasts />
      </QueryClientProvider>
    </StrictMode>
  );
  // In small steps: whoever presses something meanwhile is heard between two of them.
  startTransition(() => createRoot(root).render(page));
}
