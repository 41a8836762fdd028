import type { Operation } from "@/api/types";
import { said, t } from "@/lib/messages";
import { OperationActions } from "@/parts/operation/operation-actions";
import { OperationFiles } from "@/parts/operation/operation-files";
import { OperationProgress } from "@/parts/operation/operation-progress";
import { ModelHeading } from "./model-heading";

interface ActiveRowProps {
  operation: Operation;
}

export function ActiveRow({ operation }: ActiveRowProps) {
  return (
    <li className="px-4 py-3">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <ModelHeading modelId={operation.model_id} />
        <span className="text-sm text-muted">
          {t.operations.kind[operation.operation]} · {t.operations.status[operation.status]}
          {operation.requested_by && ` · ${t.operations.page.by(said(operation.requested_by))}`}
        </span>
      </div>
      <div className="flex flex-col gap-2 sm:flex-row sm:items-start sm:gap-4">
        <div className="min-w-0 flex-1">
          <OperationProgress operation={operation} />
          {operation.operation === "download" && <OperationFiles operation={operation} />}
        </div>
        <div className="flex items-center justify-end gap-2 sm:w-52">
          <OperationActions operation={operation} />
        </div>
      </div>
    </li>
  );
}
