import { deedsOf } from "@/api/operation-state";
import type { Operation } from "@/api/types";
import { useMayMove } from "@/api/use-account";
import { said, t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { useMove } from "./use-move";

/** The deeds that an operation allows now; to those who may do none, whose it is. */
export function OperationActions({ operation }: { operation: Operation }) {
  const move = useMove(operation.id);
  const mayMove = useMayMove(operation);
  const deeds = deedsOf(operation);
  if (!mayMove && deeds.length > 0) {
    return (
      <span className="min-w-0 truncate text-sm text-muted" title={t.operations.othersHint}>
        {t.operations.page.by(said(operation.requested_by))}
      </span>
    );
  }
  return deeds.map((deed) => (
    <Button
      key={deed}
      tone={deed === "cancel" ? "quiet" : "plain"}
      disabled={move.isPending}
      onClick={() => move.mutate(deed)}
    >
      {t.operations[deed]}
      <span className="sr-only">{t.operations.of(operation.model_id)}</span>
    </Button>
  ));
}
