import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { Account, Model, Operation } from "@/api/types";
import { inPage } from "@/testing/in-page";
import { model, operation } from "@/testing/samples";
import { ModelCard } from "./model-card";

afterEach(cleanup);

function show(shown: Model, options: { last?: Operation; role?: Account["role"] } = {}) {
  const onAsk = vi.fn();
  const onSelect = vi.fn();
  const { role = "admin" } = options;
  const card = (drawn: Model) =>
    inPage(
      <ModelCard
        model={drawn}
        last={options.last}
        mayAct={role !== "viewer"}
        selected={false}
        onSelect={onSelect}
        onAsk={onAsk}
      />,
      role,
    );
  const { rerender } = render(card(shown));
  return { onAsk, onSelect, redraw: (drawn: Model) => rerender(card(drawn)) };
}

const buttonNames = () =>
  screen
    .getAllByRole("button")
    .map((button) => button.textContent)
    .filter((name) => name !== "");

it("offers the download of an available model, with its size", async () => {
  const shown = model();
  const { onAsk } = show(shown);
  await userEvent.click(screen.getByRole("button", { name: /^Download 91\.5 MB/ }));
  expect(onAsk).toHaveBeenCalledWith("download", shown);
});

it("shows bytes, speed and time left while downloading, and no deletion", () => {
  const busy = operation({ bytes_downloaded: 55_800_000, speed_bps: 24_000_000, eta_seconds: 2 });
  show(model({ operation: busy, status: "partial" }));
  const bar = screen.getByRole("progressbar", { name: /all-MiniLM-L6-v2/ });
  expect(bar.getAttribute("aria-valuenow")).toBe("60");
  expect(screen.getByText("55.8 of 91.5 MB · 24 MB/s · 2 s left")).toBeTruthy();
  expect(buttonNames().map((name) => name?.split(" ")[0])).toEqual(["Pause", "Cancel"]);
});

it("offers to go on when paused, and says where it stands", () => {
  show(model({ operation: operation({ status: "paused", bytes_downloaded: 50_000_000 }) }));
  expect(screen.getByRole("button", { name: /^Resume/ })).toBeTruthy();
  expect(screen.getByText(/Paused at 50\.0 MB/)).toBeTruthy();
});

it("keeps showing why the last download failed, with a retry", () => {
  const last = operation({ status: "failed", error: "The Hub did not answer for 30 s." });
  show(model({ status: "partial" }), { last });
  expect(screen.getByText("The Hub did not answer for 30 s.")).toBeTruthy();
  expect(screen.getByRole("button", { name: /^Retry/ })).toBeTruthy();
});

it("gives the cause of a failure the room of the description, and all of it to keys", () => {
  const last = operation({ status: "failed", error: "The Hub did not answer for 30 s." });
  show(model({ status: "partial", description: "Small and quick." }), { last });
  expect(screen.queryByText("Small and quick.")).toBeNull();
  expect(screen.getByRole("region", { name: "Why it failed" }).tabIndex).toBe(0);
});

it("forgets an old failure once the model is installed", () => {
  const last = operation({ status: "failed", error: "The Hub did not answer for 30 s." });
  show(model({ status: "installed", is_installed: true }), { last });
  expect(screen.queryByText("The Hub did not answer for 30 s.")).toBeNull();
  expect(screen.getByText("Installed")).toBeTruthy();
});

it("opens the removal plan also for a model in use, and marks it", async () => {
  const shown = model({ status: "installed", used_by_collections: ["docs", "wiki"] });
  const { onAsk } = show(shown);
  expect(screen.getByText("Used by docs, wiki")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: /^Delete.*in use/ }));
  expect(onAsk).toHaveBeenCalledWith("delete", shown);
});

it("says of a model in an extra cache where it lies, and what it takes there", () => {
  const cache_dir = "/mnt/nfs/hub";
  const copy = { cache_dir, status: "installed" as const, revision: null, size_bytes: 12_300_000 };
  show(model({ extra_caches: [copy] }));
  expect(screen.getByText("12.3 MB in /mnt/nfs/hub")).toBeTruthy();
  expect(screen.getByText("Other cache")).toBeTruthy();
});

it("offers viewers no deeds", () => {
  show(model({ status: "installed" }), { role: "viewer" });
  expect(screen.queryByRole("button", { name: /^Delete/ })).toBeNull();
});

it("keeps the keyboard's place when a pressed button is replaced", () => {
  const { redraw } = show(model({ operation: operation() }));
  screen.getByRole("button", { name: /^Pause/ }).focus();
  redraw(model({ operation: operation({ status: "paused" }) }));
  expect(document.activeElement?.textContent).toMatch(/^Resume/);
});

it("tells members whose the operation of somebody else is, and offers no button that is refused", () => {
  show(model({ operation: operation({ requested_by: "ada" }) }), { role: "member" });
  expect(screen.getByText("by ada")).toBeTruthy();
  expect(screen.queryByRole("button", { name: /^Pause/ })).toBeNull();
});

it("lets members pause what they asked for", () => {
  show(model({ operation: operation({ requested_by: "member" }) }), { role: "member" });
  expect(screen.getByRole("button", { name: /^Pause/ })).toBeTruthy();
});

it("can be chosen with others", async () => {
  const shown = model();
  const { onSelect } = show(shown);
  await userEvent.click(screen.getByRole("checkbox", { name: `Select ${shown.id}` }));
  expect(onSelect).toHaveBeenCalledWith(shown);
});
