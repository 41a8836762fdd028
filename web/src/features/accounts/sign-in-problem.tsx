import { t } from "@/lib/messages";
import { Notice } from "@/ui/notice";

/** Why the reader is led back here, by the code in the address. */
export function SignInProblem({ code }: { code: string }) {
  const { ended, problems, problem } = t.accounts.signIn;
  if (code === "session_ended") return <Notice tone="info">{ended}</Notice>;
  return (
    <Notice tone="caution" alert>
      {problems[code] ?? problem(code)}
    </Notice>
  );
}
