import { useInfiniteQuery } from "@tanstack/react-query";
import { auditTrail } from "@/api/audit";
import { operationsOf } from "@/api/operations";
import type { Operation } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { deedInWords } from "@/parts/deed-words";
import { outcomeOf } from "@/parts/operation/outcome";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Section } from "@/ui/section";

const words = t.modelPage.history;
const FRAME = "divide-y divide-line rounded-lg border border-line bg-surface text-sm";

/** What was done with the model; for administrators, the record of deeds as well. */
export function History({ modelId }: { modelId: string }) {
  const query = useInfiniteQuery(operationsOf(modelId));
  const isAdmin = useAccount()?.role === "admin";
  return (
    <Section title={words.title}>
      <Loaded query={query}>
        {(operations) =>
          operations.length === 0 ? (
            <p className="text-sm text-muted">{words.none}</p>
          ) : (
            <ul className={FRAME}>
              {operations.map((operation) => (
                <OperationLine key={operation.id} operation={operation} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <MoreButton query={query}>{t.common.more}</MoreButton>
      {isAdmin && <Trail modelId={modelId} />}
    </Section>
  );
}

function OperationLine({ operation }: { operation: Operation }) {
  const { bytes_downloaded: bytes, requested_by } = operation;
  const when = operation.finished_at ?? operation.created_at;
  return (
    <li className="grid gap-x-3 px-3 py-1.5 sm:grid-cols-[11rem_1fr_auto]">
      <time dateTime={when} className="text-muted">
        {formatDateTime(when)}
      </time>
      <span>
        {t.operations.kind[operation.operation]}
        {bytes > 0 && <span className="text-muted"> {formatBytes(bytes)}</span>}
        <span className="text-muted"> {t.operations.page.by(said(requested_by))}</span>
        {operation.notes.map((note) => (
          <span key={note} className="block text-muted wrap-anywhere">
            {said(note)}
          </span>
        ))}
        {operation.error && <span className="block wrap-anywhere">{said(operation.error)}</span>}
      </span>
      <span className={operation.status === "failed" ? "text-danger" : "text-muted"}>
        {outcomeOf(operation)}
      </span>
    </li>
  );
}

function Trail({ modelId }: { modelId: string }) {
  const { data } = useInfiniteQuery(auditTrail({ about: modelId }));
  const entries = data?.pages[0]?.entries ?? [];
  if (entries.length === 0) return null;
  return (
    <details className="mt-2 text-sm">
      <summary className="w-fit cursor-pointer text-accent">{words.audit}</summary>
      <ul className={`${FRAME} mt-1`}>
        {entries.map((entry) => (
          <li key={entry.id} className="grid gap-x-3 px-3 py-1.5 sm:grid-cols-[11rem_1fr_auto]">
            <time dateTime={entry.at} className="text-muted">
              {formatDateTime(entry.at)}
            </time>
            <span>
              <span title={entry.deed}>{deedInWords(entry)}</span>
              <span className="text-muted">
                {" "}
                {t.operations.page.by(entry.actor ? said(entry.actor) : t.audit.nobody)}
              </span>
            </span>
            <span className="text-muted">{t.audit.outcomes[entry.outcome]}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}
