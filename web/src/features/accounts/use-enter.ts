import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { type Session, sessionKey } from "@/api/session";
import type { Account } from "@/api/types";

/** Signs in by `enter`, then leads to `first`, or else: the route's guard then leads on to where the reader was going. */
export function useEnter<Form>(enter: (form: Form) => Promise<Account>, first?: "/welcome") {
  const client = useQueryClient();
  const router = useRouter();
  return useMutation({
    mutationFn: enter,
    onSuccess: async ({ id, username, role, scopes }) => {
      const session: Session = { kind: "signed_in", account: { id, username, role, scopes } };
      client.setQueryData(sessionKey, session);
      if (first) return router.navigate({ to: first, replace: true });
      const { next } = router.state.location.search;
      await router.navigate({ to: "/sign-in", search: next ? { next } : {}, replace: true });
    },
  });
}
