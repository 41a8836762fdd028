import clsx from "clsx";
import type { Plan, PlannedFile } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";

const words = t.downloadDialog;

interface PlanFilesProps {
  plan: Plan;
  /** The paths that are ticked, where the reader chooses; null where the plan is given. */
  chosen: ReadonlySet<string> | null;
  onToggle: (path: string) => void;
}

/** Every file of the repository: fetched, here already, or left out and why. */
export function PlanFiles({ plan, chosen, onToggle }: PlanFilesProps) {
  return (
    <details open={chosen !== null} className="text-sm">
      <summary className="w-fit cursor-pointer py-0.5 text-accent">{words.showFiles}</summary>
      <ul className="mt-1 max-h-56 divide-y divide-line overflow-y-auto rounded-md border border-line">
        {plan.files.map((file) => (
          <li key={file.path} className="px-2.5 py-1">
            {chosen ? (
              <label className="flex cursor-pointer items-baseline gap-2">
                <input
                  type="checkbox"
                  checked={chosen.has(file.path)}
                  onChange={() => onToggle(file.path)}
                  className="translate-y-0.5 accent-accent"
                />
                <FileLine file={file} />
              </label>
            ) : (
              <div className="flex items-baseline gap-2">
                <FileLine file={file} />
              </div>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function FileLine({ file }: { file: PlannedFile }) {
  const leftOut = file.action === "skip";
  return (
    <>
      <span className={clsx("min-w-0 flex-1", leftOut && "text-muted")}>
        <span className="font-mono text-xs wrap-anywhere">{file.path}</span>
        {file.reason && <span className="block text-xs text-muted">{said(file.reason)}</span>}
      </span>
      <span className="shrink-0 text-right text-muted">
        {formatBytes(file.size_bytes)} · {words.actions[file.action]}
      </span>
    </>
  );
}
