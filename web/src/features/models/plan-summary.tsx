import type { Plan } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { Notice } from "@/ui/notice";
import { Segmented } from "@/ui/segmented";
import type { ChoiceKind } from "./file-choice";
import { PlanFiles } from "./plan-files";

const words = t.downloadDialog;
const CHOICES = [
  { value: "needed", label: words.needed },
  { value: "all", label: words.all },
  { value: "chosen", label: words.choose },
] as const;

interface PlanSummaryProps {
  plan: Plan;
  kind: ChoiceKind;
  chosen: ReadonlySet<string>;
  onKind: (kind: ChoiceKind) => void;
  onToggle: (path: string) => void;
}

export function PlanSummary({ plan, kind, chosen, onKind, onToggle }: PlanSummaryProps) {
  return (
    <>
      <Amounts plan={plan} />
      <Segmented
        legend={words.choice}
        name="files"
        value={kind}
        choices={CHOICES}
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
      {plan.gated && <Notice tone="caution">{words.gated}</Notice>}
      {plan.warnings.map((warning) => (
        <Notice key={warning} tone="caution">
          {warning}
        </Notice>
      ))}
      {plan.refusal && (
        <Notice tone="danger" alert>
          {plan.refusal.detail}
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
    </div>
  );
}

function Facts({ plan }: { plan: Plan }) {
  const unsafe = plan.unsafe_files.length > 0;
  return (
    <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
      <dt className="text-muted">{words.freeAfter}</dt>
      <dd>{words.free(formatBytes(Math.max(0, plan.free_bytes_after)))}</dd>
      <dt className="text-muted">{words.licence}</dt>
      <dd className="wrap-anywhere">{plan.license ?? words.licenceUnknown}</dd>
      <dt className="text-muted">{words.safety}</dt>
      <dd className={unsafe ? "font-medium text-caution wrap-anywhere" : ""}>
        {unsafe ? words.unsafe(plan.unsafe_files.join(", ")) : words.safe}
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
