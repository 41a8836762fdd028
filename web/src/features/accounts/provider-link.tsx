import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { linkedAccounts } from "@/api/people";
import { signInMethods } from "@/api/session";
import { t } from "@/lib/messages";
import { rememberReturn } from "@/lib/return-address";
import { LinkedAccounts } from "@/parts/linked-accounts";
import { LoadingNote } from "@/ui/loading";
import { ProblemNotice } from "@/ui/problem-notice";
import { SignInProblem } from "./sign-in-problem";

const words = t.people.account;

/** What is linked of the sign-in provider, and linking more, where the installation has one. */
export function ProviderLink() {
  const { problem } = useSearch({ from: "/shell/account" });
  const methods = useQuery(signInMethods);
  const linked = useQuery(linkedAccounts());
  if (methods.isPending || linked.isPending) return <LoadingNote />;
  const provider = methods.data?.oidc;
  const found = linked.data ?? [];
  if (!provider && found.length === 0) return null;
  return (
    <section>
      <h2 className="font-medium">{provider?.name ?? words.noProvider}</h2>
      <p className="mb-2 max-w-prose text-sm text-muted">
        {provider ? words.providerAbout(provider.name) : words.noProviderAbout}
      </p>
      {problem && (
        <div className="mb-3 max-w-prose">
          <SignInProblem code={problem} />
        </div>
      )}
      {linked.isError && <ProblemNotice error={linked.error} />}
      {found.length > 0 && (
        <div className="mb-3">
          <LinkedAccounts found={found} />
        </div>
      )}
      {provider && (
        <a
          href={`${provider.start_url}?link=true`}
          onClick={() => rememberReturn("/account")}
          className="inline-flex h-8 items-center rounded-md border border-line-strong bg-surface px-3 text-sm hover:bg-raised"
        >
          {words.linkProvider(provider.name)}
        </a>
      )}
    </section>
  );
}
