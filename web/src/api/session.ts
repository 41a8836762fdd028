import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { answer, api } from "./client";
import { forgetEarly } from "./early";
import type { Account } from "./types";

export type Session =
  | { kind: "signed_in"; account: Account }
  /** `was`: whose session ended under them in this page. */
  | { kind: "signed_out"; was?: Account }
  /** No account exists yet: the page offers to create the administrator. */
  | { kind: "setup" };

export const sessionKey = ["session"] as const;
const OTHER_TABS = "modelshelf.session";

export const currentSession = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ client, signal }): Promise<Session> => {
    const { account, setup_required } = await answer(api.GET("/api/v2/auth/session", { signal }));
    if (account) return { kind: "signed_in", account };
    return setup_required ? { kind: "setup" } : { kind: "signed_out", ...lastOne(client) };
  },
  staleTime: Number.POSITIVE_INFINITY,
});

function lastOne(client: QueryClient): { was?: Account } {
  const before = client.getQueryData<Session>(sessionKey);
  if (before?.kind === "signed_in") return { was: before.account };
  return before?.kind === "signed_out" && before.was ? { was: before.was } : {};
}

/** The ways to sign in that this installation has. */
export const signInMethods = queryOptions({
  queryKey: ["sign-in methods"] as const,
  queryFn: ({ signal }) => answer(api.GET("/api/v2/auth/methods", { signal })),
  staleTime: Number.POSITIVE_INFINITY,
});

export function signIn(credentials: { username: string; password: string }) {
  forgetEarly();
  return answer(api.POST("/api/v2/auth/login", { body: credentials }));
}

export function createAdministrator(form: { code: string; username: string; password: string }) {
  forgetEarly();
  return answer(api.POST("/api/v2/auth/setup", { body: form }));
}

export async function signOut(): Promise<void> {
  await api.POST("/api/v2/auth/logout");
  const channel = new BroadcastChannel(OTHER_TABS);
  channel.postMessage("signed out");
  channel.close();
}

/** Tells when another tab of this browser has ended the session; gives what ends the listening. */
export function onSignedOutElsewhere(listener: () => void): () => void {
  const channel = new BroadcastChannel(OTHER_TABS);
  channel.addEventListener("message", listener);
  return () => channel.close();
}
