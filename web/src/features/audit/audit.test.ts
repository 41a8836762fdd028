import { expect, it } from "vitest";
import type { AuditEntry } from "@/api/types";
import { t } from "@/lib/messages";
import { deedsByKind, deedsUnder } from "./deeds";
import { tableOf } from "./export-button";
import { DEFAULT_AUDIT_SEARCH, filterOf, parseAuditSearch } from "./search";

const search = (part: Record<string, unknown>) => ({
  ...DEFAULT_AUDIT_SEARCH,
  ...parseAuditSearch(part),
});

it("has a word for each kind of deed", () => {
  expect([...deedsByKind().keys()].filter((kind) => !(kind in t.audit.kinds))).toEqual([]);
});

it("asks for one deed, or for all of a kind", () => {
  expect(filterOf(search({ deed: "user.role" })).deed).toEqual(["user.role"]);
  expect(filterOf(search({ deed: "token" })).deed).toEqual(["token.create", "token.revoke"]);
  // `model` is a kind of its own, and no beginning of others.
  expect(deedsUnder("model")).toEqual(["model.pin", "model.unpin"]);
});

it("asks for whole days of the reader's own zone, the last one included", () => {
  const { since, until } = filterOf(search({ from: "2026-03-01", to: "2026-03-01" }));
  expect(new Date(since ?? "").getHours()).toBe(0);
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(86_400_000);
});

it("falls back where the address is mistyped", () => {
  const mistyped = { outcome: "well", deed: "user.crown", from: "yesterday", to: "2026-13-40" };
  expect(search(mistyped)).toEqual(DEFAULT_AUDIT_SEARCH);
  expect(filterOf(search({}))).toEqual({});
});

it("writes a table that no spreadsheet runs", () => {
  const entry = { id: 1, at: "2026-03-01T00:00:00Z", actor: null, about: '=cmd|"x",1' };
  const [, row] = tableOf([entry as unknown as AuditEntry]).split("\r\n");
  expect(row).toBe(`1,2026-03-01T00:00:00Z,,,,,"'=cmd|""x"",1",,`);
});
