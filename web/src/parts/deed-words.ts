import type { AuditEntry } from "@/api/types";
import { t } from "@/lib/messages";

/** What was done, or what somebody tried to do and was refused. */
export function deedInWords({ deed, outcome }: Pick<AuditEntry, "deed" | "outcome">): string {
  const done = t.audit.deeds[deed] ?? deed;
  return outcome === "refused" ? t.audit.tried(done) : done;
}
