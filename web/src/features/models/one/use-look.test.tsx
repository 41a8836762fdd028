import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { inspection } from "@/api/model-page";
import { Button } from "@/ui/button";
import { type Look, useLook } from "./use-look";

const MODEL = "demo/model";

afterEach(() => vi.unstubAllGlobals());

/** As `InOrder`: what it is given is drawn later, and whoever gave it is not drawn anew for that. */
function Later({ children }: { children: ReactNode }) {
  const [isDue, setDue] = useState(false);
  return isDue ? children : <Button onClick={() => setDue(true)}>Go on</Button>;
}

function Section({ look }: { look: Look }) {
  return <p>{look.isPending ? "Loading" : look.inspection?.revision}</p>;
}

/** As the model's page: it reads little of the look itself. */
function Page() {
  const look = useLook(MODEL);
  if (look.isError) return <p>Refused</p>;
  return (
    <Later>
      <Section look={look} />
    </Later>
  );
}

it("tells of an answer that came before any section was drawn", async () => {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ revision: "5ee0c2b" })));
  const client = new QueryClient();
  render(
    <QueryClientProvider client={client}>
      <Page />
    </QueryClientProvider>,
  );
  await waitFor(() => expect(client.getQueryData(inspection(MODEL).queryKey)).toBeDefined());
  fireEvent.click(screen.getByText("Go on"));
  expect(await screen.findByText("5ee0c2b")).toBeDefined();
});
