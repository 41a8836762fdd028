import type { QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import { type Session, sessionKey } from "@/api/session";

/** To the sign-in page, after somebody signed out here or in another tab of this browser. */
export async function leadToSignIn(client: QueryClient, router: AnyRouter): Promise<void> {
  client.setQueryData(sessionKey, { kind: "signed_out" } satisfies Session);
  await router.navigate({ to: "/sign-in" });
  // Nothing of this account stays for the next one on this machine.
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
}
