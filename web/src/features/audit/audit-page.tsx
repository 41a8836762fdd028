import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Ban, Check, CircleX, TriangleAlert } from "lucide-react";
import { auditTrail } from "@/api/audit";
import type { AuditEntry, AuditOutcome } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { said, t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { deedInWords } from "@/parts/deed-words";
import { Badge, type BadgeTone } from "@/ui/badge";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { PageHead } from "@/ui/page-head";
import { Rows } from "@/ui/rows";
import { ExportButton } from "./export-button";
import { Filters } from "./filters";
import { type AuditSearch, DEFAULT_AUDIT_SEARCH, filterOf } from "./search";

const words = t.audit;
const route = getRouteApi("/shell/audit");
const MARKS: Record<AuditOutcome, { tone: BadgeTone; icon: typeof Check }> = {
  done: { tone: "accent", icon: Check },
  found: { tone: "caution", icon: TriangleAlert },
  refused: { tone: "caution", icon: Ban },
  failed: { tone: "danger", icon: CircleX },
};

/** The record of deeds: all of it for administrators, for others what concerns them. */
export function AuditPage() {
  const isAdmin = useAccount()?.role === "admin";
  const search = { ...DEFAULT_AUDIT_SEARCH, ...route.useSearch() };
  const filter = filterOf(search);
  const navigate = route.useNavigate();
  const change = (part: AuditSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const query = useInfiniteQuery(auditTrail(filter));
  return (
    <>
      <PageHead
        title={words.title}
        about={isAdmin ? words.explained : `${words.explained} ${words.ownOnly}`}
        action={<ExportButton filter={filter} />}
      />
      <Filters search={search} onChange={change} />
      <Loaded query={query}>
        {({ pages }) => (
          <Entries
            entries={pages.flatMap((page) => page.entries)}
            onReset={() => change(DEFAULT_AUDIT_SEARCH)}
          />
        )}
      </Loaded>
      <MoreButton query={query}>{words.more}</MoreButton>
    </>
  );
}

function Entries(props: { entries: readonly AuditEntry[]; onReset: () => void }) {
  const { entries } = props;
  if (entries.length === 0) {
    return (
      <EmptyState action={<Button onClick={props.onReset}>{words.reset}</Button>}>
        {words.empty}
      </EmptyState>
    );
  }
  return (
    <Rows>
      {entries.map((entry) => (
        <Entry key={entry.id} entry={entry} />
      ))}
    </Rows>
  );
}

function Entry({ entry }: { entry: AuditEntry }) {
  const { tone, icon } = MARKS[entry.outcome];
  const from = [words.channels[entry.channel], entry.address].filter(Boolean).join(" · ");
  return (
    <li className="grid gap-x-4 gap-y-0.5 px-4 py-2 text-sm sm:grid-cols-[11rem_12rem_1fr_auto] sm:items-baseline">
      <time dateTime={entry.at} className="text-muted tabular-nums">
        {formatDateTime(entry.at)}
      </time>
      <div className="min-w-0">
        <span className="font-medium wrap-anywhere">
          {entry.actor ? said(entry.actor) : words.nobody}
        </span>
        <span className="block text-xs text-muted">{from}</span>
      </div>
      <div className="min-w-0">
        <span title={entry.deed}>{deedInWords(entry)}</span>
        {entry.about && (
          <span className="block font-mono text-xs wrap-anywhere">{entry.about}</span>
        )}
        {findingsOf(entry).map((finding) => (
          <span key={finding} className="block text-xs wrap-anywhere">
            {said(finding)}
          </span>
        ))}
      </div>
      <div className="flex flex-col items-start gap-0.5 sm:items-end">
        <Badge tone={tone} icon={icon}>
          {words.outcomes[entry.outcome]}
        </Badge>
        {entry.code && (
          <span title={entry.code} className="text-xs text-muted sm:max-w-40 sm:text-right">
            {entry.reason ? said(entry.reason) : entry.code}
          </span>
        )}
      </div>
    </li>
  );
}

/** What a verification came upon, in the server's sentences. */
function findingsOf({ details }: AuditEntry): string[] {
  return Array.isArray(details.findings) ? details.findings.map(String) : [];
}
