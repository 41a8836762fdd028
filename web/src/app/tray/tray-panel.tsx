import { Link } from "@tanstack/react-router";
import { overallPercent } from "@/api/operation-state";
import type { Operation } from "@/api/types";
import { percent } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { describeBytes, describePhase } from "@/parts/operation/describe";
import { useSilent } from "@/parts/operation/use-silent";
import { Button } from "@/ui/button";
import { Popover } from "@/ui/popover";
import { ProgressBar } from "@/ui/progress-bar";
import { Ring } from "./ring";
import { TrayOffer } from "./tray-offer";

const words = t.shell.tray;
const MOST_SHOWN = 5;

/** A button that tells how far what is under way has come, and its panel. */
export default function TrayPanel({ active }: { active: readonly Operation[] }) {
  const done = overallPercent(active);
  return (
    <Popover
      label={words.title}
      trigger={
        <Button
          tone="quiet"
          aria-label={words.open(active.length, done)}
          className="gap-1.5 px-2 tabular-nums"
        >
          <Ring percent={done} />
          {done !== null && (
            <span aria-hidden className="w-9 text-left max-sm:hidden">
              {done} %
            </span>
          )}
        </Button>
      }
    >
      <ul className="divide-y divide-line">
        {active.slice(0, MOST_SHOWN).map((operation) => (
          <TrayRow key={operation.id} operation={operation} />
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line px-3 py-2 text-sm">
        <Link to="/downloads" className="font-medium text-accent underline">
          {active.length > MOST_SHOWN ? words.all(active.length) : words.details}
        </Link>
        <TrayOffer />
      </div>
    </Popover>
  );
}

function TrayRow({ operation }: { operation: Operation }) {
  const done = percent(operation.bytes_downloaded, operation.bytes_total);
  const silent = useSilent(operation);
  const bytes = describeBytes(silent ? { ...operation, speed_bps: null } : operation);
  const line = operation.status === "downloading" && bytes ? bytes : describePhase(operation);
  return (
    <li className="px-3 py-2.5">
      <div className="flex items-baseline gap-2">
        <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{operation.model_id}</span>
        <span className="text-sm tabular-nums">{operation.bytes_total ? `${done} %` : ""}</span>
      </div>
      <div className="my-1.5">
        <ProgressBar
          label={words.progressOf(operation.model_id)}
          percent={done}
          valueText={bytes ? `${done} %, ${bytes}` : `${done} %`}
          still={silent || operation.status === "paused" || operation.status === "pending"}
        />
      </div>
      <p className="line-clamp-2 text-sm text-muted max-sm:min-h-10" title={line}>
        {t.operations.kind[operation.operation]} · {line}
      </p>
    </li>
  );
}
