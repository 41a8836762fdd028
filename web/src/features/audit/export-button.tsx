import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type AuditFilter, newestEntries } from "@/api/audit";
import { sentenceOf } from "@/api/problem";
import type { AuditEntry } from "@/api/types";
import { csvOf, saveFile } from "@/lib/csv";
import { t } from "@/lib/messages";
import { formatCount } from "@/lib/numbers";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";

const words = t.audit;
const MOST_ROWS = 20_000;
/** Named as in the API: the file is read by programs. */
const COLUMNS = [
  "id",
  "at",
  "actor",
  "channel",
  "address",
  "deed",
  "about",
  "outcome",
  "code",
] as const satisfies ReadonlyArray<keyof AuditEntry>;

/** Saves what the filter shows, all pages of it, as a table. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const save = useMutation({
    mutationFn: () => newestEntries(filter, MOST_ROWS),
    onSuccess: (entries) => {
      saveFile("modelshelf-audit.csv", tableOf(entries), "text/csv");
      const count = formatCount(entries.length);
      const said = entries.length < MOST_ROWS ? words.exported : words.exportedSome;
      showToast("done", said(count));
    },
    onError: (error) => showToast("failed", sentenceOf(error)),
  });
  return (
    <Button disabled={save.isPending} onClick={() => save.mutate()}>
      <Download aria-hidden className="size-3.5" />
      {save.isPending ? words.exporting : words.exportCsv}
    </Button>
  );
}

export function tableOf(entries: readonly AuditEntry[]): string {
  const rows = entries.map((entry) => COLUMNS.map((name) => String(entry[name] ?? "")));
  return csvOf([COLUMNS, ...rows]);
}
