import { expect, it } from "vitest";
import type { User } from "@/api/types";
import { madeUpPassword } from "@/lib/password";
import { parseUsersSearch, type UsersSearch, usersMatching } from "./search";

const user = (username: string, role: User["role"], disabled = false) =>
  ({ username, role, disabled }) as User;
const ALL = [user("Ada", "admin"), user("grace", "member"), user("eve", "member", true)];

it("finds users by name, by role and by being shut out", () => {
  const found = (search: UsersSearch) =>
    usersMatching(ALL, { q: "", show: "all", ...search }).map(({ username }) => username);
  expect(found({})).toEqual(["Ada", "grace", "eve"]);
  expect(found({ q: " ADA " })).toEqual(["Ada"]);
  expect(found({ show: "member" })).toEqual(["grace", "eve"]);
  expect(found({ show: "disabled" })).toEqual(["eve"]);
  expect(found({ q: "ada", show: "member" })).toEqual([]);
});

it("falls back where the address is mistyped", () => {
  expect(parseUsersSearch({ show: "root", q: 1 })).toEqual({ show: "all", q: "" });
});

it("makes up passwords that can be read out, and never the same", () => {
  const made = Array.from({ length: 50 }, madeUpPassword);
  expect(new Set(made).size).toBe(50);
  for (const password of made)
    expect(password).toMatch(/^([a-hjkmnp-z2-9]{5}-){3}[a-hjkmnp-z2-9]{5}$/);
});
