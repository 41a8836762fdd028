import { Outlet, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { Header } from "./header";
import { useLive } from "./use-live";

/** The frame of every page behind the sign-in. */
export function Shell() {
  const router = useRouter();
  const account = useAccount();
  const live = useLive();

  useEffect(() => {
    // The session ended under us: the route's guard leads to the sign-in form, and back here.
    if (account === undefined) void router.invalidate();
  }, [account, router]);

  if (account === undefined) return null;
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
      >
        {t.shell.skip}
      </a>
      <Header account={account} />
      {live.state === "lost" && (
        <div className="mx-auto max-w-7xl px-3 pt-3 sm:px-6">
          <Notice
            tone="caution"
            alert
            action={<Button onClick={live.retryNow}>{t.shell.tryNow}</Button>}
          >
            {t.shell.lost}
          </Notice>
        </div>
      )}
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto max-w-7xl px-3 py-4 outline-none sm:px-6 sm:py-6"
      >
        <Outlet />
      </main>
    </>
  );
}
