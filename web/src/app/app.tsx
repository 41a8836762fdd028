import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { Toasts } from "@/ui/toasts";
import { createQueryClient } from "./query-client";
import { createPageRouter } from "./router";

export function App() {
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
