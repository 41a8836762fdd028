/** Bytes as people read them: decimal units (1 GB = 10⁹ bytes), as disks are sold. */
import { LOCALE } from "./language";
import { once } from "./once";

const UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;
const BYTES_PER_MIB = 1_048_576;

const whole = once(() => new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 }));
const oneDecimal = once(
  () => new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
);

/** One decimal while the shown figure is below `limit`; none from there on, nor for plain bytes. */
function figure(value: number, unit: number, limit: number): string {
  const shown = unit > 0 && Number(value.toFixed(1)) < limit ? oneDecimal : whole;
  return shown().format(value);
}

function digits(value: number, unit: number): string {
  return figure(value, unit, 100);
}

function unitOf(bytes: number): number {
  let unit = 0;
  // Rounding decides, so that 999.96 MB is "1.0 GB" and never "1000 MB".
  while (unit < UNITS.length - 1 && Math.round(bytes / 1000 ** unit) >= 1000) unit += 1;
  return unit;
}

/** `91_500_000` → `"91.5 MB"`. */
export function formatBytes(bytes: number): string {
  const unit = unitOf(bytes);
  return `${digits(bytes / 1000 ** unit, unit)} ${UNITS[unit]}`;
}

/** The parts of "55.8 of 91.5 MB"; the unit of the first is named only where it differs. */
export function formatBytesOf(done: number, total: number): { done: string; total: string } {
  const unit = unitOf(total);
  const inUnit = done / 1000 ** unit;
  const sameUnit = done === 0 || unitOf(done) === unit;
  return {
    done: done === 0 ? "0" : sameUnit ? digits(inUnit, unit) : formatBytes(done),
    total: formatBytes(total),
  };
}

/** `24_300_000` → `"24 MB/s"`; one decimal below 10, since the last digit only flickers above. */
export function formatSpeed(bytesPerSecond: number): string {
  const unit = unitOf(bytesPerSecond);
  return `${figure(bytesPerSecond / 1000 ** unit, unit, 10)} ${UNITS[unit]}/s`;
}

/** Memory figures come in MiB (`*_mb`); they are shown in the same decimal units as the rest. */
export function formatMebibytes(mebibytes: number): string {
  return formatBytes(mebibytes * BYTES_PER_MIB);
}

/** Whole percent, rounded down: 100 is shown only when all is there. */
export function percent(done: number, total: number | null): number {
  if (!total || total <= 0) return 0;
  return Math.min(100, Math.max(0, Math.floor((done / total) * 100)));
}
