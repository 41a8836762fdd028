import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { Dialog as Radix } from "radix-ui";
import { type Session, sessionKey, signIn, signInMethods } from "@/api/session";
import type { Account } from "@/api/types";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { rememberReturn } from "@/lib/return-address";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { Modal } from "@/ui/modal";
import { ProblemNotice } from "@/ui/problem-notice";

const words = t.accounts;

/** Over the page of somebody whose session ended: with the password it goes on where it was. */
export default function SignInAgain(props: { account: Account; onEntered: () => void }) {
  const { username } = props.account;
  const client = useQueryClient();
  const router = useRouter();
  const provider = useQuery(signInMethods).data?.oidc;
  const enter = useMutation({
    mutationFn: (password: string) => signIn({ username, password }),
    onSuccess: ({ id, role, scopes }) => {
      const account = { id, username, role, scopes };
      client.setQueryData(sessionKey, { kind: "signed_in", account } satisfies Session);
      props.onEntered();
      // Whatever was refused meanwhile is asked for again.
      void client.invalidateQueries();
    },
  });

  function leave() {
    const next = router.state.location.href;
    client.clear();
    void router.navigate({ to: "/sign-in", search: { next, problem: "session_ended" } });
  }

  return (
    // Not closed by Escape: what lies behind it is of no use until one is signed in.
    <Modal
      onClose={() => {}}
      className="inset-x-3 top-[15dvh] max-h-[80dvh] max-w-sm rounded-lg border border-line p-5"
    >
      <form
        // Wide enough for the rings of focus, which what scrolls would cut off at its sides.
        className="-m-1.5 flex flex-col gap-3 overflow-y-auto p-1.5"
        onSubmit={(event) => {
          event.preventDefault();
          enter.mutate(textOf(new FormData(event.currentTarget), "password"));
        }}
      >
        <Radix.Title className="text-lg font-semibold">{words.signIn.again.title}</Radix.Title>
        <Radix.Description className="text-muted wrap-anywhere">
          {words.signIn.again.lead(username)}
        </Radix.Description>
        {/* For programs that keep passwords. */}
        <input type="hidden" name="username" autoComplete="username" value={username} />
        <Field
          label={words.password}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          autoFocus
        />
        {enter.isError && <ProblemNotice error={enter.error} />}
        <Button type="submit" tone="primary" disabled={enter.isPending} className="h-9">
          {enter.isPending ? words.signIn.busy : words.signIn.submit}
        </Button>
        {provider && (
          <a
            href={provider.start_url}
            onClick={() => rememberReturn(router.state.location.href)}
            className="flex h-9 items-center justify-center rounded-md border border-line-strong px-3 text-sm hover:bg-raised"
          >
            {words.signIn.byProvider(provider.name)}
          </a>
        )}
        <Button tone="quiet" onClick={leave}>
          {words.signIn.again.elsewhere}
        </Button>
      </form>
    </Modal>
  );
}
