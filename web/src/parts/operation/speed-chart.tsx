import { formatSpeed } from "@/lib/bytes";
import { t } from "@/lib/messages";

const HEIGHT = 24;
/** One reading a second, so that they span a minute; the server tells no more. */
const MOST_READINGS = 60;

// At the foot of its line, so that it never touches the words above, and smaller on a phone.
const PLACE = "h-6 w-20 shrink-0 self-end sm:w-28";

/** What came in each second of the last minute, as a line over nought; empty until it has two. */
export function SpeedChart({ speeds }: { speeds: readonly number[] }) {
  const most = Math.max(1, ...speeds);
  const points = speeds.map((bytesPerSecond, at) => {
    const x = MOST_READINGS - speeds.length + at;
    return `${x},${(HEIGHT - (bytesPerSecond / most) * (HEIGHT - 2) - 1).toFixed(1)}`;
  });
  // Its place is kept, so that the words beside it do not move.
  if (points.length < 2) return <div className={PLACE} />;
  return (
    <svg
      role="img"
      aria-label={t.operations.speedChart(formatSpeed(most))}
      viewBox={`0 0 ${MOST_READINGS - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={`${PLACE} border-b border-line fill-none stroke-accent`}
    >
      <polyline points={points.join(" ")} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
