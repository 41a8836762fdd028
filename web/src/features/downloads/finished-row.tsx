import { Ban, Check, CircleX, TriangleAlert } from "lucide-react";
import type { Operation } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatDateTime, formatTook, secondsBetween } from "@/lib/time";
import { OperationActions } from "@/parts/operation/operation-actions";
import { foundSomething, outcomeOf } from "@/parts/operation/outcome";
import { Badge } from "@/ui/badge";
import { ModelHeading } from "./model-heading";

const words = t.operations;

interface FinishedRowProps {
  operation: Operation;
}

export function FinishedRow({ operation }: FinishedRowProps) {
  const ended = operation.finished_at ?? operation.updated_at;
  return (
    <li className="flex flex-col gap-2 px-4 py-2.5 sm:flex-row sm:items-center sm:gap-3">
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <ModelHeading modelId={operation.model_id} />
          <Outcome operation={operation} />
        </div>
        <p className="text-sm text-muted">
          <time dateTime={ended}>{formatDateTime(ended)}</time>
          {` · ${detailsOf(operation).join(" · ")}`}
        </p>
        {operation.notes.map((note) => (
          <p key={note} className="text-sm text-muted wrap-anywhere">
            {said(note)}
          </p>
        ))}
        {operation.status === "failed" && (
          <p className="text-sm wrap-anywhere">
            {operation.error ? said(operation.error) : words.failedWithoutCause}
          </p>
        )}
      </div>
      <div className="flex justify-end gap-2 empty:hidden">
        <OperationActions operation={operation} />
      </div>
    </li>
  );
}

function detailsOf(operation: Operation): string[] {
  const { operation: kind, bytes_downloaded, started_at, finished_at, requested_by } = operation;
  const took = started_at && finished_at ? secondsBetween(started_at, finished_at) : null;
  return [
    words.kind[kind],
    bytes_downloaded > 0 ? formatBytes(bytes_downloaded) : null,
    took === null ? null : words.page[kind === "download" ? "within" : "took"](formatTook(took)),
    requested_by ? words.page.by(said(requested_by)) : null,
  ].filter((detail) => detail !== null);
}

function Outcome({ operation }: { operation: Operation }) {
  const text = outcomeOf(operation);
  switch (operation.status) {
    case "completed":
      if (foundSomething(operation)) {
        return (
          <Badge tone="caution" icon={TriangleAlert}>
            {text}
          </Badge>
        );
      }
      return (
        <Badge tone="accent" icon={Check}>
          {text}
        </Badge>
      );
    case "failed":
      return (
        <Badge tone="danger" icon={CircleX}>
          {text}
        </Badge>
      );
    default:
      return <Badge icon={Ban}>{text}</Badge>;
  }
}
