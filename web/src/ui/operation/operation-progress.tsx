import type { Operation, OperationStatus } from "@/api/types";
import { percent } from "@/lib/bytes";
import { ProgressBar } from "../progress-bar";
import { describeBytes, describePhase } from "./describe";
import { SpeedChart } from "./speed-chart";

const STILL: ReadonlySet<OperationStatus> = new Set(["pending", "paused", "failed"]);

/** The bar of an operation with its two lines; four rows high in every state. */
export function OperationProgress({ operation }: { operation: Operation }) {
  const done = percent(operation.bytes_downloaded, operation.bytes_total);
  const bytes = describeBytes(operation);
  const phase = describePhase(operation);
  return (
    <div className="min-w-0">
      <div className="flex h-5 flex-col justify-center">
        <ProgressBar
          label={operation.model_id}
          percent={done}
          valueText={bytes ? `${done} %, ${bytes}` : `${done} %`}
          still={STILL.has(operation.status)}
        />
      </div>
      <p className="h-5 truncate text-sm">{bytes}</p>
      <div className="flex h-10 items-start gap-3">
        <p className="line-clamp-2 flex-1 text-sm text-muted wrap-anywhere" title={phase}>
          {phase}
        </p>
        {operation.status === "downloading" && <SpeedChart operationId={operation.id} />}
      </div>
    </div>
  );
}
