import { SPEEDS_KEPT, type SpeedReading } from "@/api/speed-history";
import { formatSpeed } from "@/lib/bytes";
import { t } from "@/lib/messages";

const HEIGHT = 24;

/** The speed of the last minute, as a line over nought; empty until it has two points. */
export function SpeedChart({ speeds }: { speeds: readonly SpeedReading[] }) {
  const most = Math.max(1, ...speeds.map((reading) => reading.bytesPerSecond));
  const points = speeds.map(({ bytesPerSecond }, at) => {
    const x = SPEEDS_KEPT - speeds.length + at;
    return `${x},${(HEIGHT - (bytesPerSecond / most) * (HEIGHT - 2) - 1).toFixed(1)}`;
  });
  // Its place is kept, so that the words beside it do not move.
  if (points.length < 2) return <div className="h-6 w-28 shrink-0" />;
  return (
    <svg
      role="img"
      aria-label={t.operations.speedChart(formatSpeed(most))}
      viewBox={`0 0 ${SPEEDS_KEPT - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-6 w-28 shrink-0 border-b border-line fill-none stroke-accent"
    >
      <polyline points={points.join(" ")} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
