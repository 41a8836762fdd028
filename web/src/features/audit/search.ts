/** What the address says about the record, and what that asks of the API. */
import type { AuditFilter } from "@/api/audit";
import type { Deed } from "@/api/types";
import { oneOf, textIn } from "@/lib/address";
import { DEEDS, deedsUnder } from "./deeds";

export const OUTCOMES = ["all", "done", "found", "refused", "failed"] as const;

export interface AuditSearch {
  outcome?: (typeof OUTCOMES)[number];
  /** One deed, as `download.start`, or all of a kind, as `download`. */
  deed?: string;
  who?: string;
  about?: string;
  /** Days of the reader's own zone, as `2026-03-01`, both included. */
  from?: string;
  to?: string;
}

export const DEFAULT_AUDIT_SEARCH = {
  outcome: "all",
  deed: "",
  who: "",
  about: "",
  from: "",
  to: "",
} as const satisfies Required<AuditSearch>;

export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  const deed = textIn(raw.deed);
  return {
    outcome: oneOf(OUTCOMES, raw.outcome, DEFAULT_AUDIT_SEARCH.outcome),
    deed: deedsUnder(deed).length > 0 ? deed : "",
    who: textIn(raw.who),
    about: textIn(raw.about),
    from: dayIn(raw.from),
    to: dayIn(raw.to),
  };
}

export function filterOf(search: Required<AuditSearch>): AuditFilter {
  const { outcome, who, about } = search;
  const deed: Deed[] = search.deed === "" ? [] : deedsUnder(search.deed);
  return {
    ...(outcome === "all" ? {} : { outcome }),
    ...(deed.length > 0 && deed.length < DEEDS.length ? { deed } : {}),
    ...(who.trim() ? { actor: who.trim() } : {}),
    ...(about.trim() ? { about: about.trim() } : {}),
    ...(search.from ? { since: startOf(search.from) } : {}),
    ...(search.to ? { until: startOf(search.to, 1) } : {}),
  };
}

function dayIn(value: unknown): string {
  const text = textIn(value);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : "";
}

/** When a day, or one some days later, begins for the reader: 23 or 25 hours after the last, too. */
function startOf(day: string, later = 0): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
