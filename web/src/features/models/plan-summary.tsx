import { ApiProblem } from "@/api/problem";
import type { Plan } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Segmented } from "@/ui/segmented";
import type { ChoiceKind } from "./file-choice";
import { PlanFiles } from "./plan-files";

const words = t.downloadDialog;

/** Everything has the size that all of the plan's parts have together. */
function choicesOf(plan: Plan) {
  const all = plan.download_bytes + plan.cached_bytes + plan.skipped_bytes;
  return [
    { value: "needed", label: words.needed },
    { value: "all", label: words.allOf(formatBytes(all)) },
    { value: "chosen", label: words.choose },
  ] as const;
}

interface PlanSummaryProps {
  plan: Plan;
  kind: ChoiceKind;
  chosen: ReadonlySet<string>;
  onKind: (kind: ChoiceKind) => void;
  onToggle: (path: string) => void;
  /** Asks for the plan again. */
  onRetry: () => void;
}

export function PlanSummary(props: PlanSummaryProps) {
  const { plan, kind, chosen, onKind, onToggle } = props;
  return (
    <>
      <Amounts plan={plan} />
      <Segmented
        legend={words.choice}
        name="files"
        value={kind}
        choices={choicesOf(plan)}
        onChoose={onKind}
      />
      {/* A new key: choosing opens the list, which the reader may fold again. */}
      <PlanFiles
        key={kind === "chosen" ? "chosen" : "given"}
        plan={plan}
        chosen={kind === "chosen" ? chosen : null}
        onToggle={onToggle}
      />
      <Facts plan={plan} />
      {kind === "chosen" && chosen.size === 0 && (
        <Notice tone="caution">{words.nothingChosen}</Notice>
      )}
      {plan.closed && <Closed why={plan.closed} onRetry={props.onRetry} />}
      {plan.starts_at && (
        <Notice tone="info">{words.waitsUntil(formatDateTime(plan.starts_at))}</Notice>
      )}
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="caution">
          {said(warning)}
        </Notice>
      ))}
      {plan.refusal && (
        <Notice tone="danger" alert>
          {said(plan.refusal.detail)}
        </Notice>
      )}
      {!plan.fits_disk && (
        <Notice tone="danger" alert>
          {words.noSpace}
        </Notice>
      )}
    </>
  );
}

function Amounts({ plan }: { plan: Plan }) {
  const count = (action: string) => plan.files.filter((file) => file.action === action).length;
  const reasons = reasonsOf(plan);
  return (
    <div>
      <p>
        <strong className="font-semibold">
          {words.toFetch(count("download"), formatBytes(plan.download_bytes))}
        </strong>
        {plan.cached_bytes > 0 && ` · ${words.alreadyHere(formatBytes(plan.cached_bytes))}`}
      </p>
      <p className="min-h-5 text-sm text-muted">
        {plan.skipped_bytes > 0 && words.leftOut(count("skip"), formatBytes(plan.skipped_bytes))}
      </p>
      {reasons.length > 0 && (
        <p className="line-clamp-2 text-sm text-muted" title={reasons.join("\n")}>
          {reasons.join(" · ")}
        </p>
      )}
    </div>
  );
}

/** Why files are left out, the reason of most files first. */
function reasonsOf(plan: Plan): string[] {
  const counts = new Map<string, number>();
  for (const { action, reason } of plan.files) {
    if (action === "skip" && reason) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([reason]) => said(reason));
}

/** Why the files cannot be had, and where that can be changed. */
function Closed(props: { why: NonNullable<Plan["closed"]>; onRetry: () => void }) {
  const { code, detail } = props.why;
  const problem = new ApiProblem({ status: 403, code, title: "", detail, fields: props.why });
  return <ProblemNotice error={problem} onRetry={props.onRetry} />;
}

function accessOf({ closed, gated, private: hidden }: Plan): keyof typeof words.accessFor {
  if (closed) return "nobody";
  if (hidden) return "private";
  return gated ? "gated" : "everyone";
}

function licenceOf({ license, commercial_use }: Plan): string {
  if (!license) return words.licenceUnknown;
  return commercial_use === false ? words.noCommerce(license) : license;
}

function freeAfter({ free_bytes_after: bytes }: Plan): string {
  return bytes < 0 ? words.tooLittle(formatBytes(-bytes)) : words.free(formatBytes(bytes));
}

function Facts({ plan }: { plan: Plan }) {
  const risks = [...plan.unsafe_files, ...plan.remote_code];
  const unsafe = risks.length > 0;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      <dt className="text-muted">{words.freeAfter}</dt>
      <dd>{freeAfter(plan)}</dd>
      <dt className="text-muted">{words.licence}</dt>
      <dd className="wrap-anywhere">{licenceOf(plan)}</dd>
      <dt className="text-muted">{words.access}</dt>
      <dd className={plan.closed ? "font-medium text-caution" : ""}>
        {words.accessFor[accessOf(plan)]}
      </dd>
      <dt className="text-muted">{words.safety}</dt>
      <dd className={unsafe ? "font-medium text-caution wrap-anywhere" : ""}>
        {unsafe ? words.unsafe(risks.join(", ")) : words.safe}
      </dd>
      {plan.affected_collections.length > 0 && (
        <>
          <dt className="text-muted">{words.affected}</dt>
          <dd className="font-medium text-caution wrap-anywhere">
            {words.otherRevision(plan.affected_collections.map((use) => use.name).join(", "))}
          </dd>
        </>
      )}
    </dl>
  );
}

export function PlanSkeleton() {
  return (
    <div className="flex flex-col gap-3" aria-busy>
      <LoadingNote />
      <p className="text-muted">{words.planning}</p>
      <Skeleton className="h-8 w-64" />
      <Skeleton className="h-5 w-40" />
      <Skeleton className="h-17 w-full" />
    </div>
  );
}
