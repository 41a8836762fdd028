import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { pageOf } from "./paging";
import type { Account, Scope, UserChanges } from "./types";

export const peopleKeys = {
  users: ["users"] as const,
  tokens: ["tokens"] as const,
  sessions: ["sessions"] as const,
};

/** Everybody's accounts, by name, page by page. */
export const users = infiniteQueryOptions({
  queryKey: peopleKeys.users,
  initialPageParam: undefined as string | undefined,
  queryFn: ({ pageParam, signal }) =>
    answer(api.GET("/api/v2/users", { params: { query: pageOf(pageParam) }, signal })),
  getNextPageParam: (page) => page.next_cursor ?? undefined,
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

/** One's own API tokens. */
export const tokens = queryOptions({
  queryKey: peopleKeys.tokens,
  queryFn: async ({ signal }) => (await answer(api.GET("/api/v2/tokens", { signal }))).tokens,
  staleTime: 0,
});

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

export function changePassword(passwords: { current_password: string; new_password: string }) {
  return answer(api.POST("/api/v2/auth/password", { body: passwords }));
}
