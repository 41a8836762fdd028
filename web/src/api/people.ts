import { queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { everyPage } from "./paging";
import type { Account, Scope, UserChanges } from "./types";

export const peopleKeys = {
  users: ["users"] as const,
  tokens: ["tokens"] as const,
  sessions: ["sessions"] as const,
  linked: ["linked"] as const,
};

/** Everybody's accounts, by name: all of them, since the page searches in them. */
export const users = queryOptions({
  queryKey: peopleKeys.users,
  queryFn: async ({ signal }) => {
    const pages = await everyPage((query) =>
      answer(api.GET("/api/v2/users", { params: { query }, signal })),
    );
    return pages.flatMap((page) => page.users);
  },
  staleTime: 0,
});

export function addUser(user: { username: string; password: string; role: Account["role"] }) {
  return answer(api.POST("/api/v2/users", { body: user }));
}

export function changeUser(id: string, changes: UserChanges) {
  return answer(
    api.PATCH("/api/v2/users/{user_id}", { params: { path: { user_id: id } }, body: changes }),
  );
}

export async function removeUser(id: string): Promise<void> {
  await api.DELETE("/api/v2/users/{user_id}", { params: { path: { user_id: id } } });
}

/** API tokens: one's own, or those of all accounts, which administrators may ask for. */
export function tokens(whose: "mine" | "everyone") {
  return queryOptions({
    queryKey: [...peopleKeys.tokens, whose] as const,
    queryFn: async ({ signal }) => {
      const params = { query: { everyone: whose === "everyone" } };
      return (await answer(api.GET("/api/v2/tokens", { params, signal }))).tokens;
    },
    staleTime: 0,
  });
}

/** The answer holds the token itself, which is never shown again. */
export function createToken(token: {
  name: string;
  scopes: Scope[];
  expires_in_days: number | null;
}) {
  return answer(api.POST("/api/v2/tokens", { body: token }));
}

export async function revokeToken(id: string): Promise<void> {
  await api.DELETE("/api/v2/tokens/{token_id}", { params: { path: { token_id: id } } });
}

/** Where one is signed in. */
export const sessions = queryOptions({
  queryKey: peopleKeys.sessions,
  queryFn: async ({ signal }) =>
    (await answer(api.GET("/api/v2/auth/sessions", { signal }))).sessions,
  staleTime: 0,
});

export async function endSession(id: string): Promise<void> {
  await api.DELETE("/api/v2/auth/sessions/{session_id}", { params: { path: { session_id: id } } });
}

/** Ends all of one's sessions but this one; gives how many that were. */
export async function endOtherSessions(): Promise<number> {
  return (await answer(api.DELETE("/api/v2/auth/sessions"))).ended;
}

/** Accounts of the sign-in provider that are linked to one's own, or to a user's. */
export function linkedAccounts(userId?: string) {
  return queryOptions({
    queryKey: [...peopleKeys.linked, userId ?? "mine"] as const,
    queryFn: async ({ signal }) =>
      (
        await answer(
          userId === undefined
            ? api.GET("/api/v2/auth/identities", { signal })
            : api.GET("/api/v2/users/{user_id}/identities", {
                params: { path: { user_id: userId } },
                signal,
              }),
        )
      ).identities,
    staleTime: 0,
  });
}

export async function unlinkAccount(id: string, userId?: string): Promise<void> {
  if (userId === undefined) {
    const params = { path: { identity_id: id } };
    await api.DELETE("/api/v2/auth/identities/{identity_id}", { params });
  } else {
    const params = { path: { identity_id: id, user_id: userId } };
    await api.DELETE("/api/v2/users/{user_id}/identities/{identity_id}", { params });
  }
}

export function changePassword(passwords: { current_password: string; new_password: string }) {
  return answer(api.POST("/api/v2/auth/password", { body: passwords }));
}
