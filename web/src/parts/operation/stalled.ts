const STALLED_SECONDS = 8;

/**
 * Whether nothing has come for some seconds, although it is reported on.
 *
 * @param speeds What came in each second, the newest last.
 */
export function isStalled(speeds: readonly number[]): boolean {
  return (
    speeds.length >= STALLED_SECONDS &&
    speeds.slice(-STALLED_SECONDS).every((bytesPerSecond) => bytesPerSecond === 0)
  );
}
