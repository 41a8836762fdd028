import type { Operation, OperationStatus } from "@/api/types";
import { percent } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { ProgressBar } from "@/ui/progress-bar";
import { describeBytes, describePhase } from "./describe";
import { SpeedChart } from "./speed-chart";
import { isStalled } from "./stalled";
import { useSilent } from "./use-silent";

const STILL: ReadonlySet<OperationStatus> = new Set(["pending", "paused", "failed"]);

/** The bar of an operation with its two lines; four rows high in every state. */
export function OperationProgress({ operation }: { operation: Operation }) {
  const speeds = operation.speeds_bps ?? [];
  const downloading = operation.status === "downloading";
  const silent = useSilent(operation);
  const stalled = downloading && (silent || isStalled(speeds));
  const done = percent(operation.bytes_downloaded, operation.bytes_total);
  // The speed is smoothed and told: of a connection that is gone it would still speak for a while.
  const bytes = describeBytes(stalled ? { ...operation, speed_bps: null } : operation);
  const phase = silent ? t.operations.silent : phaseOf(operation, stalled);
  return (
    <div className="min-w-0">
      <div className="flex h-5 flex-col justify-center">
        <ProgressBar
          label={operation.model_id}
          percent={done}
          valueText={bytes ? `${done} %, ${bytes}` : `${done} %`}
          still={stalled || STILL.has(operation.status)}
        />
      </div>
      <p className="h-5 truncate text-sm">{bytes}</p>
      <div className="flex h-10 items-start gap-3">
        <p className="line-clamp-2 flex-1 text-sm text-muted wrap-anywhere" title={phase}>
          {phase}
        </p>
        {/* Where nothing comes, the sentence needs its room. */}
        {downloading && !stalled && <SpeedChart speeds={speeds} />}
      </div>
    </div>
  );
}

/** Where the Hub is being tried again, that says more than that nothing comes. */
function phaseOf(operation: Operation, stalled: boolean): string {
  return stalled && operation.phase !== "reconnecting"
    ? t.operations.stalled
    : describePhase(operation);
}
