import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatDateTime, formatDuration } from "@/lib/time";
import { Section } from "@/ui/section";

const words = t.modelPage.checks;
const SEPARATOR = " · ";

/** When the files were last compared with their checksums, and what came out of a trial. */
export function Checks({ model: { verification, trial } }: { model: Model }) {
  return (
    <Section title={words.title}>
      <div className="divide-y divide-line rounded-lg border border-line bg-surface text-sm [&>div]:px-3 [&>div]:py-2">
        <div>
          {verification ? (
            <>
              <p>{words.verified(formatDateTime(verification.verified_at))}</p>
              <p className="text-muted">
                {words.verifiedDetail(
                  verification.file_count,
                  formatBytes(verification.checked_bytes),
                )}
                {verification.unproven.length > 0 &&
                  SEPARATOR + words.unproven(verification.unproven.length)}
              </p>
            </>
          ) : (
            <p className="text-muted">{words.never}</p>
          )}
        </div>
        <div>
          {trial ? <TrialResult trial={trial} /> : <p className="text-muted">{words.untried}</p>}
        </div>
      </div>
    </Section>
  );
}

function TrialResult({ trial }: { trial: NonNullable<Model["trial"]> }) {
  const figures = [
    trial.load_seconds !== null ? words.load(formatDuration(trial.load_seconds)) : null,
    words.peak(formatBytes(trial.peak_bytes)),
    trial.estimate_bytes !== null ? words.estimate(formatBytes(trial.estimate_bytes)) : null,
  ].filter((figure) => figure !== null);
  return (
    <>
      <p className={trial.outcome === "works" ? "" : "font-medium text-danger"}>
        {words.outcome[trial.outcome]}
      </p>
      <p className="text-muted">{figures.join(SEPARATOR)}</p>
      {trial.detail && <p className="wrap-anywhere">{said(trial.detail)}</p>}
      <p className="text-muted">{words.tried(formatDateTime(trial.tried_at))}</p>
    </>
  );
}
