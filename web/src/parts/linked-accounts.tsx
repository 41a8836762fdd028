import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { peopleKeys, unlinkAccount } from "@/api/people";
import { sentenceOf } from "@/api/problem";
import type { LinkedAccount, User } from "@/api/types";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { Row, Rows } from "@/ui/rows";

const words = t.people.linked;

/** Accounts of the sign-in provider with which one comes in, or a user that an administrator looks
 *  at; each can be unlinked. */
export function LinkedAccounts(props: { found: readonly LinkedAccount[]; user?: User }) {
  const client = useQueryClient();
  const unlink = useMutation({
    mutationFn: (id: string) => unlinkAccount(id, props.user?.id),
    onSuccess: () => showToast("done", words.unlinked),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () =>
      Promise.all(
        [peopleKeys.linked, peopleKeys.users, peopleKeys.sessions].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  });
  const tokens = props.user && { whose: "everyone" as const, q: props.user.username };
  return (
    <>
      <p className="mb-3 max-w-prose text-sm text-muted">
        {words.about}{" "}
        <Link to="/tokens" search={tokens} className="font-medium text-accent underline">
          {words.toTokens}
        </Link>
      </p>
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
    </>
  );
}
