/** What the address says about the users that are shown. */
import type { Account, User } from "@/api/types";
import { oneOf, textIn } from "@/lib/address";

export type Role = Account["role"];
export const ROLES: readonly Role[] = ["viewer", "member", "admin"];
export const SHOWN = ["all", "viewer", "member", "admin", "disabled"] as const;

export interface UsersSearch {
  q?: string;
  show?: (typeof SHOWN)[number];
}

export const DEFAULT_USERS_SEARCH = {
  q: "",
  show: "all",
} as const satisfies Required<UsersSearch>;

export function parseUsersSearch(raw: Record<string, unknown>): UsersSearch {
  return { q: textIn(raw.q), show: oneOf(SHOWN, raw.show, DEFAULT_USERS_SEARCH.show) };
}

export function usersMatching(
  users: readonly User[],
  { q, show }: Required<UsersSearch>,
): readonly User[] {
  const wanted = q.trim().toLowerCase();
  return users.filter((user) => {
    const shown = show === "disabled" ? user.disabled : show === "all" || user.role === show;
    return shown && user.username.toLowerCase().includes(wanted);
  });
}
