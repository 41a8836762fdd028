import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, useSyncExternalStore } from "react";
import { applyOperation, catchUp, refreshModels } from "@/api/live/apply";
import { LiveConnection, type LiveState } from "@/api/live/connection";
import { sessionKey } from "@/api/session";
import { announceFinished } from "@/ui/operation/announce";

/** Holds the event stream open while the reader is signed in. */
export function useLive(): { state: LiveState; retryNow: () => void } {
  const client = useQueryClient();
  const [connection] = useState(
    () =>
      new LiveConnection({
        onOperation: (operation) => applyOperation(client, operation, announceFinished),
        onModels: () => refreshModels(client),
        onOpen: () => catchUp(client),
        // The session may have ended; asking for it leads to the sign-in form.
        onRefused: () => void client.invalidateQueries({ queryKey: sessionKey }),
      }),
  );
  useEffect(() => {
    connection.start();
    return () => connection.stop();
  }, [connection]);
  const state = useSyncExternalStore(connection.subscribe, () => connection.state);
  return { state, retryNow: connection.retryNow };
}
