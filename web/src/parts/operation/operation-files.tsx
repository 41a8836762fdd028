import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { isFinished } from "@/api/operation-state";
import { fetchOperation, operationKeys } from "@/api/operations";
import type { Operation } from "@/api/types";
import { formatBytes, formatBytesOf, percent } from "@/lib/bytes";
import { t } from "@/lib/messages";

const AGAIN_MILLISECONDS = 5000;

/** Each file with how far it is, unfolded on demand. */
export function OperationFiles({ operation }: { operation: Operation }) {
  const [open, setOpen] = useState(false);
  // Live reports carry the files, unless they are very many; else they are asked for.
  const { data } = useQuery({
    queryKey: [...operationKeys.all, "files", operation.id, operation.status],
    queryFn: () => fetchOperation(operation.id),
    enabled: open && operation.files === undefined,
    refetchInterval: isFinished(operation) ? false : AGAIN_MILLISECONDS,
  });
  const files = operation.files ?? data?.files ?? [];
  return (
    <details
      className="mt-1 text-sm"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="w-fit cursor-pointer text-accent">
        {t.operations.showFiles}
        <span className="sr-only">{t.operations.of(operation.model_id)}</span>
      </summary>
      <ul className="mt-1 max-h-56 overflow-y-auto rounded-md border border-line">
        {files.map(({ path, size_bytes, bytes_downloaded, phase }) => (
          <li key={path} className="flex items-baseline gap-3 px-2.5 py-1">
            <span className="min-w-0 flex-1 font-mono text-xs wrap-anywhere">{path}</span>
            <span className="text-right text-muted">
              {phase === "done"
                ? formatBytes(size_bytes)
                : sizeSoFar(bytes_downloaded, size_bytes, phase)}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function sizeSoFar(done: number, total: number, phase: keyof typeof t.operations.filePhases) {
  const shown = formatBytesOf(done, total);
  const bytes = t.operations.bytes(shown.done, shown.total);
  const word = t.operations.filePhases[phase];
  return phase === "downloading" ? `${bytes} · ${percent(done, total)} %` : `${bytes} · ${word}`;
}
