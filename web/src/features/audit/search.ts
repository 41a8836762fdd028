/** What the address says about the record, and what that asks of the API. */
import type { AuditFilter } from "@/api/audit";
import { oneOf, textIn } from "@/lib/address";

export const OUTCOMES = ["all", "done", "refused", "failed"] as const;

export interface AuditSearch {
  outcome?: (typeof OUTCOMES)[number];
  who?: string;
  about?: string;
}

export const DEFAULT_AUDIT_SEARCH = {
  outcome: "all",
  who: "",
  about: "",
} as const satisfies Required<AuditSearch>;

export function parseAuditSearch(raw: Record<string, unknown>): AuditSearch {
  return {
    outcome: oneOf(OUTCOMES, raw.outcome, DEFAULT_AUDIT_SEARCH.outcome),
    who: textIn(raw.who),
    about: textIn(raw.about),
  };
}

export function filterOf({ outcome, who, about }: Required<AuditSearch>): AuditFilter {
  return {
    ...(outcome === "all" ? {} : { outcome }),
    ...(who.trim() ? { actor: who.trim() } : {}),
    ...(about.trim() ? { about: about.trim() } : {}),
  };
}
