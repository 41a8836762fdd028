import { deedsOf } from "@/api/operation-state";
import type { Operation } from "@/api/types";
import { t } from "@/lib/messages";
import { Button } from "../button";
import { useMove } from "./use-move";

/** The deeds that an operation allows now. */
export function OperationActions({ operation }: { operation: Operation }) {
  const move = useMove(operation.id);
  return deedsOf(operation).map((deed) => (
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
