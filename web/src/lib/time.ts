import { LOCALE } from "./language";
import { once } from "./once";

/** Time left, coarse on purpose: `2 s`, `4 min`, `1 h 20 min`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return rest === 0 ? `${hours} h` : `${hours} h ${rest} min`;
}

const tenths = once(
  () => new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** How long something took: as above, but what took a moment is not called a second. */
export function formatTook(seconds: number): string {
  return seconds < 1 ? `${tenths().format(Math.max(0.1, seconds))} s` : formatDuration(seconds);
}

const dateTime = once(
  () => new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" }),
);

const date = once(() => new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium" }));

/** The day of an ISO time, in the reader's own zone. */
export function formatDate(iso: string): string {
  return date().format(new Date(iso));
}

/** An ISO time in the reader's own zone. */
export function formatDateTime(iso: string): string {
  return dateTime().format(new Date(iso));
}

const moment = once(
  () => new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "medium" }),
);

/** The same to the second, where two are to be told apart by it. */
export function formatMoment(iso: string): string {
  return moment().format(new Date(iso));
}

/** Seconds from one ISO time to a later one. */
export function secondsBetween(earlierIso: string, laterIso: string): number {
  return (Date.parse(laterIso) - Date.parse(earlierIso)) / 1000;
}
