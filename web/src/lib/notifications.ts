/** Notifications of the browser, for readers who look elsewhere while a download runs. */

/** `impossible`: no such thing here, as without https on another machine. */
export type NotificationState = "impossible" | "ask" | "allowed" | "refused";

export function notificationState(): NotificationState {
  if (!("Notification" in window) || !window.isSecureContext) return "impossible";
  switch (Notification.permission) {
    case "granted":
      return "allowed";
    case "denied":
      return "refused";
    default:
      return "ask";
  }
}

/** To be called from a click: browsers ask nobody out of the blue, and neither do we. */
export async function askToNotify(): Promise<NotificationState> {
  await Notification.requestPermission();
  return notificationState();
}

/** Shows it if that is allowed and nobody looks at the page; several tabs with one `tag` show one. */
export function notify(title: string, text: string, tag: string): void {
  if (notificationState() !== "allowed" || !document.hidden) return;
  const shown = new Notification(title, { body: text, tag, icon: "/favicon.svg" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
