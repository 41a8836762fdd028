import { signIn } from "@/api/session";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { Field } from "@/ui/field";
import { AccountFrame } from "./account-frame";
import { useEnter } from "./use-enter";

export function SignInPage() {
  const enter = useEnter(signIn);
  const words = t.accounts;
  return (
    <AccountFrame
      title={words.signIn.title}
      submit={words.signIn.submit}
      busy={enter.isPending && words.signIn.busy}
      error={enter.error}
      onSubmit={(form) =>
        enter.mutate({ username: textOf(form, "username"), password: textOf(form, "password") })
      }
    >
      <Field label={words.username} name="username" autoComplete="username" required autoFocus />
      <Field
        label={words.password}
        name="password"
        type="password"
        autoComplete="current-password"
        required
      />
    </AccountFrame>
  );
}
