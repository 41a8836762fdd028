import { useQuery } from "@tanstack/react-query";
import { currentSession } from "./session";
import type { Account, Operation } from "./types";

/**
 * Who is signed in, or was until the session ended under them: the page stays as it was while they
 * sign in again. Undefined only while the page is on its way to the sign-in form.
 */
export function useAccount(): Account | undefined {
  const { data } = useQuery(currentSession);
  if (data?.kind === "signed_in") return data.account;
  return data?.kind === "signed_out" ? data.was : undefined;
}

/** Whether the server lets this reader move an operation: their own, or any for administrators. */
export function useMayMove(operation: Operation): boolean {
  return mayMove(useAccount(), operation);
}

/** The same, for what is no part of the page. */
export function mayMove(account: Account | undefined, { requested_by }: Operation): boolean {
  if (account === undefined || account.role === "viewer") return false;
  return account.role === "admin" || account.username === requested_by;
}

/** Viewers see; members and administrators also act. */
export function useMayAct(): boolean {
  const account = useAccount();
  return account !== undefined && account.role !== "viewer";
}
