import { useMutation, useQueryClient } from "@tanstack/react-query";
import { peopleKeys, unlinkAccount } from "@/api/people";
import { sentenceOf } from "@/api/problem";
import type { LinkedAccount } from "@/api/types";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Row, Rows } from "@/ui/rows";

const words = t.people.linked;

/** Accounts of the sign-in provider with which somebody comes in; each can be unlinked. */
export function LinkedAccounts(props: { found: readonly LinkedAccount[]; userId?: string }) {
  const client = useQueryClient();
  const unlink = useMutation({
    mutationFn: (id: string) => unlinkAccount(id, props.userId),
    onSuccess: () => showToast("done", words.unlinked),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () =>
      Promise.all(
        [peopleKeys.linked, peopleKeys.users, peopleKeys.sessions].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  return (
    <Rows>
      {props.found.map(({ id, subject, issuer, linked_at, signs_in }) => (
        <Row
          key={id}
          actions={
            <Button disabled={unlink.isPending} onClick={() => unlink.mutate(id)}>
              {words.unlink}
              <span className="sr-only"> {subject}</span>
            </Button>
          }
        >
          <p className="text-sm wrap-anywhere">{subject}</p>
          <p className="text-sm text-muted wrap-anywhere">
            {words.at(issuer, formatDateTime(linked_at))}
          </p>
          {!signs_in && <p className="text-sm text-muted">{words.asleep}</p>}
        </Row>
      ))}
    </Rows>
  );
}
