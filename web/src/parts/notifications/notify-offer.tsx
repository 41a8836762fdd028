import { Bell, BellOff, BellRing } from "lucide-react";
import { useState } from "react";
import { t } from "@/lib/messages";
import { askToNotify, notificationState } from "@/lib/notifications";
import { Button } from "@/ui/button";

const words = t.shell.notifications;

/** Offers a notification at the end: says what that is, and only a click then has the browser ask. */
export function NotifyOffer({ onDecline }: { onDecline?: () => void }) {
  const [state, setState] = useState(notificationState);
  if (state !== "ask") return <NotifyState state={state} />;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <p className="min-w-0 flex-1 basis-52 text-sm text-muted">{words.explained}</p>
      <Button onClick={() => void askToNotify().then(setState)}>
        <Bell aria-hidden className="size-3.5" />
        {words.allow}
      </Button>
      {onDecline && (
        <Button tone="quiet" onClick={onDecline}>
          {words.notNow}
        </Button>
      )}
    </div>
  );
}

const SAID = {
  allowed: { icon: BellRing, text: words.willNotify },
  refused: { icon: BellOff, text: words.notAllowed },
  impossible: { icon: BellOff, text: words.impossible },
};

function NotifyState({ state }: { state: keyof typeof SAID }) {
  const { icon: Icon, text } = SAID[state];
  return (
    <p role="status" className="inline-flex items-center gap-1.5 text-sm text-muted">
      <Icon aria-hidden className="size-3.5 shrink-0" />
      {text}
    </p>
  );
}
