import type { Operation, OperationStatus } from "@/api/types";
import { percent } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { ProgressBar } from "@/ui/progress-bar";
import { describeBytes, describePhase } from "./describe";
import { SpeedChart } from "./speed-chart";
import { isStalled } from "./stalled";
import { useSilent } from "./use-silent";

const STILL: ReadonlySet<OperationStatus> = new Set(["pending", "paused", "failed"]);

/** The bar of an operation with its two lines; four rows high, but for a cause that is longer. */
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
    <div className="flex h-full min-w-0 flex-col">
      <div className="flex h-5 shrink-0 flex-col justify-center">
        <ProgressBar
          label={operation.model_id}
          percent={done}
          valueText={bytes ? `${done} %, ${bytes}` : `${done} %`}
          still={stalled || STILL.has(operation.status)}
        />
      </div>
      <p className="h-5 shrink-0 truncate text-sm">{bytes}</p>
      {operation.status === "failed" ? (
        // A cause with its next step may be long, and is read to its end.
        <section
          aria-label={t.operations.cause}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys as well
          tabIndex={0}
          className="min-h-10 flex-1 overflow-y-auto rounded-sm text-sm wrap-anywhere"
        >
          {phase}
        </section>
      ) : (
        <div className="flex h-10 items-start gap-3">
          <p className="line-clamp-2 flex-1 text-sm text-muted wrap-anywhere" title={phase}>
            {phase}
          </p>
          {/* Where nothing comes, the sentence needs its room. */}
          {downloading && !stalled && <SpeedChart speeds={speeds} />}
        </div>
      )}
    </div>
  );
}

/** Where the Hub is being tried again, that says more than that nothing comes. */
function phaseOf(operation: Operation, stalled: boolean): string {
  return stalled && operation.phase !== "reconnecting"
    ? t.operations.stalled
    : describePhase(operation);
}
