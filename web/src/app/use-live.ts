import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { useEffect, useState, useSyncExternalStore } from "react";
import { applyOperation, catchUp, refreshModels } from "@/api/live/apply";
import { heedAttention } from "@/api/live/attention";
import { LiveConnection, type LiveState } from "@/api/live/connection";
import { onSignedOutElsewhere, sessionKey } from "@/api/session";
import type { Operation } from "@/api/types";
import { t } from "@/lib/messages";
import { notify } from "@/lib/notifications";
import { showToast } from "@/lib/toasts";
import { announceFinished, endOf } from "@/parts/operation/announce";
import { leadToSignIn } from "./to-sign-in";

/** What changed before the stream opened is asked for when the page is drawn: it waits for no one. */
const FIRST_CATCH_UP_MS = 1_000;

/** To whoever looks at the page and, where they allowed it, to whoever does not. */
function tellFinished(client: QueryClient, operation: Operation): void {
  announceFinished(client, operation);
  const end = endOf(operation);
  if (end) notify(t.shell.product, end.text, operation.id);
}

/** Holds the event stream open while the reader is signed in, from when their page `isDrawn`. */
export function useLive(isDrawn: boolean): { state: LiveState; retryNow: () => void } {
  const client = useQueryClient();
  const router = useRouter();
  const [connection] = useState(
    () =>
      new LiveConnection({
        onOperation: (operation) =>
          applyOperation(client, operation, (ended) => tellFinished(client, ended)),
        onModels: () => refreshModels(client),
        onOpen: (again) => {
          if (!again) {
            setTimeout(() => catchUp(client), FIRST_CATCH_UP_MS);
            return;
          }
          catchUp(client);
          showToast("info", t.shell.foundAgain);
        },
        // The session may have ended; asking for it leads to the sign-in form.
        onRefused: () => void client.invalidateQueries({ queryKey: sessionKey }),
      }),
  );
  useEffect(() => {
    if (!isDrawn) return;
    connection.start();
    const heedless = heedAttention(connection);
    return () => {
      heedless();
      connection.stop();
    };
  }, [connection, isDrawn]);
  // At once, and nothing stays readable: who signed out meant this browser, and may have left it.
  useEffect(() => onSignedOutElsewhere(() => void leadToSignIn(client, router)), [client, router]);
  const state = useSyncExternalStore(connection.subscribe, () => connection.state);
  return { state, retryNow: connection.retryNow };
}
