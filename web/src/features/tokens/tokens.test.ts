import { expect, it } from "vitest";
import type { Token } from "@/api/types";
import { daysOf, endOf, endsSoon } from "./expiry";
import { parseTokensSearch, tokensMatching } from "./search";

const NOW = Date.parse("2026-03-01T12:00:00Z");

it("says when a token ends that is made now", () => {
  expect(endOf("30", NOW)).toBe("2026-03-31T12:00:00.000Z");
  expect(endOf("never", NOW)).toBeNull();
  expect([daysOf("365"), daysOf("never")]).toEqual([365, null]);
});

it("warns in the last week, and not of what has ended", () => {
  expect(endsSoon("2026-03-07T12:00:00Z", NOW)).toBe(true);
  expect(endsSoon("2026-03-09T12:00:00Z", NOW)).toBe(false);
  expect(endsSoon("2026-03-01T11:59:59Z", NOW)).toBe(false);
  expect(endsSoon(null, NOW)).toBe(false);
});

it("finds tokens by their name and by their owner", () => {
  const of = (name: string, username: string) => ({ name, username }) as Token;
  const all = [of("RAG service", "ada"), of("backup", "grace")];
  const found = (text: string) => tokensMatching(all, text).map(({ name }) => name);
  expect(found("rag")).toEqual(["RAG service"]);
  expect(found(" Grace ")).toEqual(["backup"]);
  expect(found("")).toHaveLength(2);
});

it("falls back where the address is mistyped", () => {
  expect(parseTokensSearch({ whose: "hers", q: 7 })).toEqual({ whose: "mine", q: "" });
});
