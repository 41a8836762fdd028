/** How long a token may last: the choices, and what each of them means. */
export const EXPIRIES = ["7", "30", "90", "365", "never"] as const;
export type Expiry = (typeof EXPIRIES)[number];

const DAY_MS = 86_400_000;
/** Time enough to replace a token before its program stands still. */
const SOON_MS = 7 * DAY_MS;

/** What the API takes: null where it does not end by itself. */
export function daysOf(expiry: Expiry): number | null {
  return expiry === "never" ? null : Number(expiry);
}

/** The ISO time at which a token ends that is made now; null where it does not. */
export function endOf(expiry: Expiry, nowMs: number): string | null {
  const days = daysOf(expiry);
  return days === null ? null : new Date(nowMs + days * DAY_MS).toISOString();
}

export function endsSoon(expiresAt: string | null, nowMs: number): boolean {
  if (expiresAt === null) return false;
  const left = Date.parse(expiresAt) - nowMs;
  return left > 0 && left < SOON_MS;
}
