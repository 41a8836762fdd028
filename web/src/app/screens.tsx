import { Link, Outlet, useRouter } from "@tanstack/react-router";
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

/** Shown when a route cannot be drawn at all: mostly because the server does not answer. */
export function FaultScreen({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <main id="content" className="mx-auto max-w-lg px-4 py-16">
      <h1 className="mb-3 text-lg font-semibold">{t.shell.product}</h1>
      <ProblemNotice error={error} onRetry={() => void router.invalidate()} />
    </main>
  );
}
