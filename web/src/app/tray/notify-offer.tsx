import { Bell, BellRing } from "lucide-react";
import { useState } from "react";
import { t } from "@/lib/messages";
import { askToNotify, notificationState } from "@/lib/notifications";
import { Button } from "@/ui/button";

const words = t.shell.tray;

/** Offers a notification at the end; the browser asks only after this click. */
export function NotifyOffer() {
  const [state, setState] = useState(notificationState);
  if (state === "impossible") return null;
  if (state === "ask") {
    return (
      <Button
        tone="quiet"
        className="-my-1 ml-auto"
        onClick={() => void askToNotify().then(setState)}
      >
        <Bell aria-hidden className="size-3.5" />
        {words.notify}
      </Button>
    );
  }
  return (
    <span role="status" className="ml-auto inline-flex items-center gap-1.5 text-muted">
      <BellRing aria-hidden className="size-3.5" />
      {state === "allowed" ? words.willNotify : words.notAllowed}
    </span>
  );
}
