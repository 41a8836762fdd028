import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import { changePassword } from "@/api/people";
import { useAccount } from "@/api/use-account";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { NotifyOffer } from "@/parts/notifications/notify-offer";
import { Button } from "@/ui/button";
import { Field } from "@/ui/field";
import { InOrder } from "@/ui/in-order";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { ProviderLink } from "./provider-link";
import { Sessions } from "./sessions";

const words = t.people.account;

/** One's own account: where one is signed in, password, and what else is one's own. */
export function AccountPage() {
  return (
    <InOrder className="flex flex-col gap-8">
      <div>
        <h1 className="text-lg font-semibold">{words.title}</h1>
        <Who />
      </div>
      <Password />
      <Section
        title={words.tokens}
        about={words.tokensAbout}
        aside={
          <Link to="/tokens" className="font-medium text-accent underline">
            {words.toTokens}
          </Link>
        }
      >
        {null}
      </Section>
      <Section title={words.notifications}>
        <NotifyOffer />
      </Section>
      <ProviderLink />
      <Sessions />
    </InOrder>
  );
}

/** Who is signed in, and what that account may do here. */
function Who() {
  const account = useAccount();
  if (account === undefined) return null;
  return (
    <p className="mt-1 max-w-prose">
      <span className="font-medium">{account.username}</span>
      <span className="text-muted">
        {" · "}
        {words.mayDo[account.role]}
      </span>
    </p>
  );
}

function Password() {
  const form = useRef<HTMLFormElement>(null);
  const change = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      form.current?.reset();
      showToast("done", words.changed);
    },
  });
  return (
    <section>
      <h2 className="font-medium">{words.password}</h2>
      <p className="mb-2 text-sm text-muted">{words.passwordAbout}</p>
      <form
        ref={form}
        className="flex max-w-sm flex-col items-stretch gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          const typed = new FormData(event.currentTarget);
          change.mutate({
            current_password: textOf(typed, "current"),
            new_password: textOf(typed, "next"),
          });
        }}
      >
        <Field
          label={words.current}
          name="current"
          type="password"
          autoComplete="current-password"
          required
        />
        <Field
          label={words.next}
          name="next"
          type="password"
          autoComplete="new-password"
          hint={t.accounts.setup.passwordHint}
          required
        />
        {change.isError && <ProblemNotice error={change.error} />}
        <Button type="submit" disabled={change.isPending} className="self-start">
          {words.change}
        </Button>
      </form>
    </section>
  );
}
