import { Bell } from "lucide-react";
import { useState } from "react";
import { t } from "@/lib/messages";
import { notificationState } from "@/lib/notifications";
import { NotifyOffer } from "@/parts/notifications/notify-offer";
import { Button } from "@/ui/button";

/** At the foot of the tray: first the offer alone, then what it is about. */
export function TrayOffer() {
  const [state] = useState(notificationState);
  const [open, setOpen] = useState(state === "allowed" || state === "refused");
  if (state === "impossible") return null;
  if (open) return <NotifyOffer onDecline={() => setOpen(false)} />;
  return (
    <Button tone="quiet" className="-my-1 ml-auto" onClick={() => setOpen(true)}>
      <Bell aria-hidden className="size-3.5" />
      {t.shell.tray.notify}
    </Button>
  );
}
