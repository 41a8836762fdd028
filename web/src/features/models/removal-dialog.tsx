import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { refreshModels } from "@/api/live/apply";
import { type Consent, deleteModel, removalPlan } from "@/api/models";
import type { Model, RemovalPlan } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { bringBack } from "@/parts/operation/bring-back";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { ProblemNotice } from "@/ui/problem-notice";
import { RemovalSummary } from "./removal-summary";

const words = t.removalDialog;

interface RemovalDialogProps {
  model: Model;
  onClose: () => void;
}

/** Shows what a deletion frees and who stands in its way, and deletes. */
export default function RemovalDialog({ model, onClose }: RemovalDialogProps) {
  const isAdmin = useAccount()?.role === "admin";
  const [typedName, setTypedName] = useState("");
  const remove = useRemove(model, onClose);
  // Once the deed is asked for, the plan stands: a fresh one would only say that nothing is left.
  const asked = remove.isPending || remove.isSuccess;
  const plan = useQuery({ ...removalPlan(model.id), enabled: !asked });

  const freed = plan.data && formatBytes(plan.data.freed_bytes);
  const hindrance = plan.data ? hindranceOf(plan.data) : "none";
  const forced = hindrance === "process" && typedName.trim() === model.id;
  const shut = hindrance === "firm" || (hindrance === "process" && !isAdmin);
  return (
    <Dialog
      title={words.title(model.name)}
      description={words.description}
      aside={freed && words.frees(freed)}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{shut ? t.common.close : t.common.cancel}</Button>
          {plan.data && !shut && (
            <Button
              tone="danger"
              disabled={remove.isPending || (hindrance === "process" && !forced)}
              onClick={() =>
                remove.mutate({
                  confirm: plan.data.warnings.length > 0,
                  force: forced,
                  typed_name: typedName.trim(),
                })
              }
            >
              {remove.isPending ? words.deleting : words.submit(freed ?? "")}
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {plan.isError ? (
          <ProblemNotice error={plan.error} onRetry={() => void plan.refetch()} />
        ) : plan.data ? (
          <RemovalSummary
            plan={plan.data}
            shut={shut}
            force={hindrance === "process" && isAdmin ? { typedName, onType: setTypedName } : null}
          />
        ) : (
          <RemovalSkeleton />
        )}
        {remove.isError && <ProblemNotice error={remove.error} />}
      </div>
    </Dialog>
  );
}

/** A collection or an operation holds firmly; a process yields to an administrator. */
function hindranceOf(plan: RemovalPlan): "none" | "process" | "firm" {
  if (plan.blocked_by.length === 0) return "none";
  return plan.blocked_by.every((blocker) => blocker.kind === "process") ? "process" : "firm";
}

function useRemove(model: Model, onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (consent: Consent) => deleteModel(model.id, consent),
    onSuccess: ({ freed_bytes, undo_until }) => {
      onClose();
      const undo = { label: t.storage.undo, run: () => void bringBack(client, model.id) };
      const size = formatBytes(freed_bytes);
      if (!undo_until) showToast("done", words.deleted(model.name, size));
      else showToast("done", words.trashed(model.name, size, formatDateTime(undo_until)), undo);
    },
    // Refused as well: something has changed since the plan was made, and must be shown.
    onSettled: () => refreshModels(client),
  });
}

function RemovalSkeleton() {
  return (
    <div className="flex flex-col gap-3" aria-busy>
      <LoadingNote />
      <p className="text-muted">{words.planning}</p>
      <Skeleton className="h-16 w-full" />
    </div>
  );
}
