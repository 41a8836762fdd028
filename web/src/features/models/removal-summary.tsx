import { Link } from "@tanstack/react-router";
import { CircleX, TriangleAlert } from "lucide-react";
import type { Blocker, RemovalPlan } from "@/api/types";
import { said, t } from "@/lib/messages";
import { formatDuration } from "@/lib/time";
import { CopyButton } from "@/ui/copy-button";
import { Field } from "@/ui/field";
import { Notice } from "@/ui/notice";

const words = t.removalDialog;

interface RemovalSummaryProps {
  plan: RemovalPlan;
  /** Whether the reader cannot delete the model as things are. */
  shut: boolean;
  /** Present where an administrator may delete although a program has it open: by typing its id. */
  force: { typedName: string; onType: (name: string) => void } | null;
}

export function RemovalSummary({ plan, shut, force }: RemovalSummaryProps) {
  return (
    <>
      {plan.blocked_by.length > 0 && (
        <ul className="flex flex-col gap-1.5">
          {plan.blocked_by.map((blocker) => (
            <BlockerLine key={`${blocker.kind} ${blocker.name} ${blocker.detail}`} {...blocker} />
          ))}
        </ul>
      )}
      {shut && <p className="text-sm text-muted">{adviceOn(plan)}</p>}
      {plan.unseen_use && <p className="text-sm text-muted">{said(plan.unseen_use)}</p>}
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="caution">
          {said(warning)}
        </Notice>
      ))}
      {force && (
        <Field
          label={words.force(plan.model_id)}
          value={force.typedName}
          onChange={(event) => force.onType(event.target.value)}
          autoComplete="off"
          spellCheck={false}
        />
      )}
      {!shut && plan.undo_seconds > 0 && (
        <p className="text-sm text-muted">{words.undo(formatDuration(plan.undo_seconds))}</p>
      )}
      {plan.restore && (
        <div className="text-sm">
          <p className="text-muted">{words.restore}</p>
          <div className="mt-1 flex items-start gap-1 rounded-md bg-raised py-1 pr-1 pl-2.5">
            <code className="min-w-0 flex-1 py-0.5 font-mono text-xs wrap-anywhere">
              {plan.restore.command}
            </code>
            <CopyButton
              text={plan.restore.command}
              label={words.copyCommand}
              what={words.command}
            />
          </div>
        </div>
      )}
    </>
  );
}

function adviceOn(plan: RemovalPlan): string {
  const firm = plan.blocked_by.some((blocker) => blocker.kind !== "process");
  return firm ? words.cannot : words.openInProcess;
}

function BlockerLine({ kind, name, owner, detail, pid }: Blocker) {
  const firm = kind !== "process";
  const Icon = firm ? CircleX : TriangleAlert;
  return (
    <li className="flex items-start gap-2">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${firm ? "text-danger" : "text-caution"}`}
      />
      <span className="min-w-0 wrap-anywhere">
        {words.blockers[kind]}{" "}
        {kind === "collection" ? (
          <Link to="/collections" className="font-medium underline underline-offset-2">
            {name}
          </Link>
        ) : (
          <strong className="font-medium">{said(name)}</strong>
        )}
        {pid !== null && <span className="text-muted"> · {words.pid(pid)}</span>}
        {owner && <span className="text-muted"> ({owner})</span>}
        {detail && <span className="text-muted"> · {said(detail)}</span>}
      </span>
    </li>
  );
}
