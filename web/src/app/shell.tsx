import { useQuery } from "@tanstack/react-query";
import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { currentSession } from "@/api/session";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { whenIdle } from "@/lib/when-idle";
import { Button } from "@/ui/button";
import { fetchDialogs } from "@/ui/dialog";
import { later } from "@/ui/later";
import { Notice } from "@/ui/notice";
import { useSoon } from "@/ui/use-soon";
import { FirstFrame } from "./first-frame";
import { Header } from "./header";
import { Keys } from "./keys/keys";
import { PhoneNav } from "./phone-nav";
import { useLive } from "./use-live";

/** After this a page has what it shows, and what it may open is fetched beside it. */
const SHOWN_AFTER_MS = 3_000;

const SignInAgain = later(() => import("@/features/accounts/sign-in-again"));

/** The frame of every page behind the sign-in. */
export function Shell() {
  const { data: session } = useQuery(currentSession);
  const account = useAccount();
  const [isDrawn, setDrawn] = useState(false);
  const live = useLive(isDrawn);
  const isFrameDue = useSoon();
  useEffect(() => {
    // One that fails is asked for again when it opens.
    const timer = setTimeout(() => fetchDialogs().catch(() => undefined), SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  // Ended under the reader: the page stays, with what they have typed, until they are in again.
  const isEnded = session?.kind === "signed_out";
  if (account === undefined) return null;
  if (!isFrameDue) return <FirstFrame />;
  return (
    <>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-60 focus:rounded-md focus:bg-surface focus:px-3 focus:py-2"
      >
        {t.shell.skip}
      </a>
      <Header account={account} isDrawn={isDrawn} />
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto max-w-7xl px-3 py-4 outline-none max-md:pb-20 sm:px-6 sm:py-6"
      >
        <Page onDrawn={setDrawn} />
      </main>
      <PhoneNav isDrawn={isDrawn} />
      <Keys account={account} />
      {isEnded && <SignInAgain account={account} onEntered={live.retryNow} />}
      {live.state === "lost" && !isEnded && <Lost onRetry={live.retryNow} />}
    </>
  );
}

/**
 * After its frame, so that the two are not drawn in one go.
 *
 * `onDrawn` is told when the page is there: what the frame asks the server for waits until then, so
 * that it takes no connection and no time from what the reader came for.
 */
function Page({ onDrawn }: { onDrawn: (isDrawn: true) => void }) {
  const isDue = useSoon();
  useEffect(() => (isDue ? whenIdle(() => onDrawn(true)) : undefined), [isDue, onDrawn]);
  return isDue && <Outlet />;
}

/** Over the page rather than in it: nothing may move under the pointer when the network does. */
function Lost({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="fixed inset-x-3 bottom-16 z-30 rounded-md bg-surface md:right-auto md:bottom-3 md:max-w-md">
      <Notice tone="caution" alert action={<Button onClick={onRetry}>{t.shell.tryNow}</Button>}>
        {t.shell.lost}
      </Notice>
    </div>
  );
}
