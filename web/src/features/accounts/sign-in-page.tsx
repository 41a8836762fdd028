import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { signIn, signInMethods } from "@/api/session";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { rememberReturn } from "@/lib/return-address";
import { Field } from "@/ui/field";
import { AccountFrame } from "./account-frame";
import { SignInProblem } from "./sign-in-problem";
import { useEnter } from "./use-enter";

const words = t.accounts;

export function SignInPage() {
  const enter = useEnter(signIn);
  const { problem, next } = useSearch({ from: "/sign-in" });
  const provider = useQuery(signInMethods).data?.oidc;
  return (
    <AccountFrame
      title={words.signIn.title}
      submit={words.signIn.submit}
      busy={enter.isPending && words.signIn.busy}
      error={enter.error}
      note={problem && <SignInProblem code={problem} />}
      otherWay={
        provider && (
          <a
            href={provider.start_url}
            onClick={() => rememberReturn(next)}
            className="flex h-9 items-center justify-center rounded-md border border-line-strong bg-surface px-3 text-sm hover:bg-raised"
          >
            {words.signIn.byProvider(provider.name)}
          </a>
        )
      }
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
