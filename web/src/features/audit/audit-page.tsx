import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Ban, Check, CircleX } from "lucide-react";
import { auditTrail } from "@/api/audit";
import type { AuditEntry, AuditOutcome } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { Badge, type BadgeTone } from "@/ui/badge";
import { CompactText } from "@/ui/compact-text";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Segmented } from "@/ui/segmented";
import { type AuditSearch, DEFAULT_AUDIT_SEARCH, filterOf, OUTCOMES } from "./search";

const words = t.audit;
const route = getRouteApi("/shell/audit");
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
  const search = { ...DEFAULT_AUDIT_SEARCH, ...route.useSearch() };
  const navigate = route.useNavigate();
  const change = (part: AuditSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const query = useInfiniteQuery(auditTrail(filterOf(search)));
  return (
    <>
      <search className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented
          legend={words.outcome}
          name="outcome"
          value={search.outcome}
          choices={OUTCOMES.map((value) => ({ value, label: words.outcomes[value] }))}
          onChoose={(outcome) => change({ outcome })}
        />
        <CompactText
          label={words.columns.who}
          hint={words.whoHint}
          value={search.who}
          onType={(who) => change({ who })}
        />
        <CompactText
          label={words.about}
          hint={words.aboutHint}
          value={search.about}
          wide
          onType={(about) => change({ about })}
        />
      </search>
      <Loaded query={query}>
        {({ pages }) => <Entries entries={pages.flatMap((page) => page.entries)} />}
      </Loaded>
      <MoreButton query={query}>{words.more}</MoreButton>
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
        <span title={entry.deed}>{words.deeds[entry.deed] ?? entry.deed}</span>
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
