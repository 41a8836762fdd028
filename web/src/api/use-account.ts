import { useQuery } from "@tanstack/react-query";
import { currentSession } from "./session";
import type { Account } from "./types";

/** Who is signed in; undefined only while the page is on its way to the sign-in form. */
export function useAccount(): Account | undefined {
  const { data } = useQuery(currentSession);
  return data?.kind === "signed_in" ? data.account : undefined;
}

/** Viewers see; members and administrators also act. */
export function useMayAct(): boolean {
  const account = useAccount();
  return account !== undefined && account.role !== "viewer";
}
