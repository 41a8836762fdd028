import { useState } from "react";
import type { Inspection, ModelDetails } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy-button";
import { LoadingNote } from "@/ui/loading";
import { Section } from "@/ui/section";
import type { Look } from "./use-look";

const words = t.modelPage.files;
const FIRST_SHOWN = 12;

interface Line {
  path: string;
  size: string;
  remark?: string;
}

/** The files that are here, with those that are missing; of an absent model those at the Hub. */
export function Files(props: { details: ModelDetails; look: Look }) {
  const { details } = props;
  const inspected = props.look.inspection;
  const [all, setAll] = useState(false);
  const isHere = details.files.length > 0;
  const lines = isHere ? linesOnDisk(details) : linesAtHub(inspected);
  if (!isHere && props.look.isPending) return <LoadingNote />;
  if (lines.length === 0) return null;
  return (
    <Section title={words.title} aside={isHere ? onDisk(details) : atHub(inspected)}>
      <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
        {(all ? lines : lines.slice(0, FIRST_SHOWN)).map(({ path, size, remark }) => (
          <li key={path} className="flex items-baseline gap-3 px-3 py-1">
            <span
              className={`min-w-0 flex-1 font-mono text-xs wrap-anywhere ${remark ? "text-muted" : ""}`}
            >
              {path}
            </span>
            {remark && <span className="text-muted">{remark}</span>}
            <span className="w-20 text-right text-muted">{size}</span>
          </li>
        ))}
      </ul>
      {!all && lines.length > FIRST_SHOWN && (
        <Button tone="quiet" className="mt-1 -ml-3" onClick={() => setAll(true)}>
          {words.showAll(lines.length)}
        </Button>
      )}
      {details.snapshot && (
        <div className="mt-2 flex items-start gap-2 text-sm text-muted">
          <span>{words.folder}</span>
          <code className="min-w-0 font-mono text-xs leading-5 wrap-anywhere">
            {details.snapshot}
          </code>
          <CopyButton text={details.snapshot} label={words.copyFolder} what={words.theFolder} />
        </div>
      )}
    </Section>
  );
}

function linesOnDisk({ files, model }: ModelDetails): Line[] {
  const missing = model.missing.map((path) => ({ path, size: "", remark: words.missing }));
  const here = files.map(({ path, size_bytes }) =>
    size_bytes === null
      ? { path, size: "", remark: words.broken }
      : { path, size: formatBytes(size_bytes) },
  );
  return [...missing, ...here.filter(({ path }) => !model.missing.includes(path))];
}

function linesAtHub(inspected: Inspection | undefined): Line[] {
  return (inspected?.files ?? []).map(({ path, size_bytes, needed }) => ({
    path,
    size: formatBytes(size_bytes),
    ...(needed ? {} : { remark: words.notNeeded }),
  }));
}

function onDisk({ files }: ModelDetails): string {
  const bytes = files.reduce((sum, file) => sum + (file.size_bytes ?? 0), 0);
  return words.onDisk(files.length, formatBytes(bytes));
}

function atHub(inspected: Inspection | undefined): string | undefined {
  return inspected && words.atHub(inspected.files.length, formatBytes(inspected.needed_bytes));
}
