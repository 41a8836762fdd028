import { useQuery } from "@tanstack/react-query";
import { SPEEDS_KEPT, type SpeedReading, speedsOf } from "@/api/speed-history";
import { formatSpeed } from "@/lib/bytes";
import { t } from "@/lib/messages";

const HEIGHT = 24;

/** The speed of the last minute, as a line that begins at nought; empty until it has two points. */
export function SpeedChart({ operationId }: { operationId: string }) {
  // Written by live events alone: nothing is fetched.
  const { data = [] } = useQuery<readonly SpeedReading[]>({
    queryKey: speedsOf(operationId),
    queryFn: () => [],
    enabled: false,
  });
  const most = Math.max(1, ...data.map((reading) => reading.bytesPerSecond));
  const points = data.map(({ bytesPerSecond }, at) => {
    const x = SPEEDS_KEPT - data.length + at;
    return `${x},${(HEIGHT - (bytesPerSecond / most) * (HEIGHT - 2) - 1).toFixed(1)}`;
  });
  return (
    <svg
      role="img"
      aria-label={data.length > 1 ? t.operations.speedChart(formatSpeed(most)) : ""}
      aria-hidden={data.length < 2}
      viewBox={`0 0 ${SPEEDS_KEPT - 1} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="h-6 w-28 shrink-0 fill-none stroke-accent"
    >
      {points.length > 1 && (
        <polyline points={points.join(" ")} strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      )}
    </svg>
  );
}
