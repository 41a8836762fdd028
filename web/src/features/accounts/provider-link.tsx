import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { signInMethods } from "@/api/session";
import { t } from "@/lib/messages";
import { rememberReturn } from "@/lib/return-address";
import { LoadingNote } from "@/ui/loading";
import { SignInProblem } from "./sign-in-problem";

const words = t.people.account;

/** Links one's account of the sign-in provider, where the installation has one. */
export function ProviderLink() {
  const { problem } = useSearch({ from: "/shell/account" });
  const methods = useQuery(signInMethods);
  if (methods.isPending) return <LoadingNote />;
  const provider = methods.data?.oidc;
  if (!provider) return null;
  return (
    <section>
      <h2 className="font-medium">{provider.name}</h2>
      <p className="mb-2 max-w-prose text-sm text-muted">{words.providerAbout(provider.name)}</p>
      {problem && (
        <div className="mb-3 max-w-prose">
          <SignInProblem code={problem} />
        </div>
      )}
      <a
        href={`${provider.start_url}?link=true`}
        onClick={() => rememberReturn("/account")}
        className="inline-flex h-8 items-center rounded-md border border-line-strong bg-surface px-3 text-sm hover:bg-raised"
      >
        {words.linkProvider(provider.name)}
      </a>
    </section>
  );
}
