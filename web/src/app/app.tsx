import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, startTransition, useState } from "react";
import { createRoot } from "react-dom/client";
import { Toasts } from "@/ui/toasts";
import { createQueryClient } from "./query-client";
import { createPageRouter } from "./router";

function App() {
  const [{ client, router }] = useState(() => {
    const client = createQueryClient();
    return { client, router: createPageRouter(client) };
  });
  return (
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  );
}

export function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("index.html has no #root");
  const page = (
    <StrictMode>
      <App />
    </StrictMode>
  );
  // In small steps: whoever presses something meanwhile is heard between two of them.
  startTransition(() => createRoot(root).render(page));
}
