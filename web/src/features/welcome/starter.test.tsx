import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { inPage } from "@/testing/in-page";
import { model, operation } from "@/testing/samples";
import { StarterChoice } from "./starter";

afterEach(cleanup);

it("keeps in sight what is here or on its way, and fetches only the rest", () => {
  const here = model({ id: "a/here", name: "Here", status: "installed" });
  const coming = model({ id: "a/coming", name: "Coming", operation: operation() });
  const reranker = { model_type: "reranker", download_size_bytes: 40_000_000 } as const;
  const missing = model({ id: "a/missing", name: "Missing", ...reranker });
  render(inPage(<StarterChoice set={[here, coming, missing]} />));

  const box = (name: string) => screen.getByRole("checkbox", { name }) as HTMLInputElement;
  expect([box("Here").checked, box("Here").disabled]).toEqual([true, true]);
  expect([box("Coming").checked, box("Coming").disabled]).toEqual([true, true]);
  expect([box("Missing").checked, box("Missing").disabled]).toEqual([true, false]);
  expect(screen.getByText("Installed")).toBeTruthy();
  expect(screen.getByRole("button", { name: "Download 40.0 MB" })).toBeTruthy();
});
