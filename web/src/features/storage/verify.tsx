import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "@/api/problem";
import { cancelVerifications, storageKeys, verifications, verifyAll } from "@/api/storage";
import type { Verifications } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { useActiveOperations } from "@/api/use-active";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { OperationProgress } from "@/parts/operation/operation-progress";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/section";
import { VerifiedList } from "./verified-list";

const words = t.storage.verify;
/** While models wait for their turn, which no event tells. */
const LOOK_AGAIN_MS = 3_000;

const isUnderWay = (data: Verifications | undefined) =>
  data !== undefined && (data.waiting > 0 || data.under_way.length > 0);

/** Whether every byte on the disk is what the Hub said it is. */
export function VerifySection() {
  const client = useQueryClient();
  const mayAct = useMayAct();
  const query = useQuery({
    ...verifications,
    refetchInterval: ({ state }) => (isUnderWay(state.data) ? LOOK_AGAIN_MS : false),
  });
  const common = {
    onError: (error: unknown) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: storageKeys.verifications }),
  };
  const begin = useMutation({ mutationFn: verifyAll, ...common });
  const cancel = useMutation({ mutationFn: cancelVerifications, ...common });
  return (
    <Section
      title={words.title}
      about={words.about}
      aside={
        mayAct &&
        (isUnderWay(query.data) ? (
          <Button disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        ) : (
          <Button
            disabled={begin.isPending || !query.data?.models.length}
            onClick={() => begin.mutate()}
          >
            {words.all}
          </Button>
        ))
      }
    >
      <Loaded query={query}>
        {(data) => (
          <>
            <UnderWay data={data} />
            <VerifiedList models={data.models} />
          </>
        )}
      </Loaded>
    </Section>
  );
}

/** The one that is read now, live, and how many come after it. */
function UnderWay({ data }: { data: Verifications }) {
  const live = useActiveOperations().filter(({ operation }) => operation === "verify");
  if (!isUnderWay(data) && live.length === 0) return null;
  return (
    <div className="mb-3 rounded-lg border border-line bg-surface px-4 py-2.5">
      <p role="status" className="text-sm font-medium">
        {words.waiting(data.waiting)}
      </p>
      {live.map((operation) => (
        <div key={operation.id} className="mt-1">
          <p className="font-mono text-xs wrap-anywhere">{operation.model_id}</p>
          <OperationProgress operation={operation} />
        </div>
      ))}
    </div>
  );
}
