import { useInfiniteQuery } from "@tanstack/react-query";
import { Ban, Check, CircleX } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { auditTrail } from "@/api/audit";
import type { AuditEntry, AuditOutcome } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { Badge, type BadgeTone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { Loaded } from "@/ui/loaded";
import { Segmented } from "@/ui/segmented";

const words = t.audit;
const CHOICES = ["all", "done", "refused", "failed"] as const;
const MARKS: Record<AuditOutcome, { tone: BadgeTone; icon: typeof Check }> = {
  done: { tone: "accent", icon: Check },
  refused: { tone: "caution", icon: Ban },
  failed: { tone: "danger", icon: CircleX },
};

/** The record of deeds, for administrators. */
export function AuditPage() {
  const isAdmin = useAccount()?.role === "admin";
  return (
    <>
      <h1 className="mb-1 text-lg font-semibold">{words.title}</h1>
      <p className="mb-4 text-sm text-muted">{words.explained}</p>
      {isAdmin ? <Trail /> : <EmptyState>{words.forAdmins}</EmptyState>}
    </>
  );
}

function Trail() {
  const [outcome, setOutcome] = useState<(typeof CHOICES)[number]>("all");
  const [typed, setTyped] = useState("");
  const about = useDeferredValue(typed.trim());
  const filter = {
    ...(outcome === "all" ? {} : { outcome }),
    ...(about ? { about } : {}),
  };
  const query = useInfiniteQuery(auditTrail(filter));
  return (
    <>
      <div className="mb-3 flex flex-wrap items-end gap-3">
        <Segmented
          legend={words.outcome}
          name="outcome"
          value={outcome}
          choices={CHOICES.map((value) => ({ value, label: words.outcomes[value] }))}
          onChoose={setOutcome}
        />
        <Field
          label={words.about}
          placeholder={words.aboutHint}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      <Loaded query={query}>
        {({ pages }) => <Entries entries={pages.flatMap((page) => page.entries)} />}
      </Loaded>
      {query.hasNextPage && (
        <Button
          className="mt-3"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {words.more}
        </Button>
      )}
    </>
  );
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  if (entries.length === 0) return <EmptyState>{words.empty}</EmptyState>;
  return (
    <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </ul>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { tone, icon } = MARKS[entry.outcome];
  const from = [words.channels[entry.channel], entry.address].filter(Boolean).join(" · ");
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-2 sm:grid-cols-[11rem_12rem_1fr_auto] sm:items-baseline">
      <time dateTime={entry.at} className="text-muted tabular-nums">
        {formatDateTime(entry.at)}
      </time>
      <div className="min-w-0">
        <span className="font-medium wrap-anywhere">{entry.actor ?? words.nobody}</span>
        <span className="block text-xs text-muted">{from}</span>
      </div>
      <div className="min-w-0">
        <span className="font-mono">{entry.deed}</span>
        {entry.about && (
          <span className="block font-mono text-xs wrap-anywhere">{entry.about}</span>
        )}
      </div>
      <div className="flex flex-col items-start gap-0.5 sm:items-end">
        <Badge tone={tone} icon={icon}>
          {words.outcomes[entry.outcome]}
        </Badge>
        {entry.code && <span className="font-mono text-xs text-muted">{entry.code}</span>}
      </div>
    </li>
  );
}
