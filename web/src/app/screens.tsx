import { Link, Outlet, useRouter } from "@tanstack/react-router";
import { ApiProblem } from "@/api/problem";
import { t } from "@/lib/messages";
import { ProblemNotice } from "@/ui/problem-notice";
import { Titles } from "./titles";

export function Root() {
  return (
    <>
      <Titles />
      <Outlet />
    </>
  );
}

/** Inside of the frame, so that every other page is at hand. */
export function NotFoundScreen() {
  return (
    <div className="mx-auto max-w-lg py-12">
      <h1 className="text-lg font-semibold">{t.shell.notFoundTitle}</h1>
      <p className="mt-1 text-muted">{t.shell.notFound}</p>
      <Link to="/" className="mt-4 inline-block font-medium text-accent underline">
        {t.shell.toModels}
      </Link>
    </div>
  );
}

/** In the place of a page that cannot be drawn. */
export function Fault({ error }: { error: unknown }) {
  const router = useRouter();
  // What is wrong with the page itself another try would meet again.
  const isOurs = !(error instanceof ApiProblem);
  return (
    <div className="mx-auto max-w-lg py-12">
      <ProblemNotice
        error={error}
        {...(isOurs
          ? { retry: t.problems.reload, onRetry: () => window.location.reload() }
          : { onRetry: () => void router.invalidate() })}
      />
    </div>
  );
}

/** The same where there is no frame: mostly because the server does not answer. */
export function FaultScreen({ error }: { error: unknown }) {
  return (
    <main id="content" className="px-4 py-4">
      <div className="mx-auto max-w-lg">
        <h1 className="text-lg font-semibold">{t.shell.product}</h1>
      </div>
      <Fault error={error} />
    </main>
  );
}
