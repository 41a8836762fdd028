import { createAdministrator } from "@/api/session";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { Field } from "@/ui/field";
import { AccountFrame } from "./account-frame";
import { useEnter } from "./use-enter";

const SHORTEST_PASSWORD = 10;

export function SetupPage() {
  const enter = useEnter(createAdministrator, "/welcome");
  const words = t.accounts;
  return (
    <AccountFrame
      title={words.setup.title}
      lead={words.setup.lead}
      submit={words.setup.submit}
      busy={enter.isPending && words.setup.busy}
      error={enter.error}
      onSubmit={(form) =>
        enter.mutate({
          code: textOf(form, "code").trim(),
          username: textOf(form, "username").trim(),
          password: textOf(form, "password"),
        })
      }
    >
      <Field
        label={words.setup.code}
        hint={words.setup.codeHint}
        name="code"
        autoComplete="one-time-code"
        required
        autoFocus
      />
      <Field label={words.username} name="username" autoComplete="username" required />
      <Field
        label={words.password}
        hint={words.setup.passwordHint}
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={SHORTEST_PASSWORD}
        required
      />
    </AccountFrame>
  );
}
