import { LOCALE } from "./language";

const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** `22713728` → `"22,713,728"`, grouped as the reader's country does. */
export function formatCount(count: number): string {
  return whole.format(count);
}

const compact = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumSignificantDigits: 3 });

/** `22713728` → `"22.7M"`, where the last digits tell nothing. */
export function formatCompact(count: number): string {
  return compact.format(count);
}
