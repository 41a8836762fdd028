import { LOCALE, language } from "./language";
import { once } from "./once";

const whole = once(() => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 }));

/** `22713728` → `"22,713,728"`, grouped as the reader's country does. */
export function formatCount(count: number): string {
  return whole().format(count);
}

/** Models are counted in M and B all over the field, also where British English would write m and bn. */
const compact = once(
  () =>
    new Intl.NumberFormat(language === "en" ? "en-US" : LOCALE, {
      notation: "compact",
      maximumSignificantDigits: 3,
    }),
);

/** `22713728` → `"22.7 M"`, where the last digits tell nothing. */
export function formatCompact(count: number): string {
  return compact()
    .format(count)
    .replace(/(\d)(\p{L})/u, "$1 $2");
}
