import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { collectionsOwnedBy } from "@/api/collections";
import { peopleKeys, removeUser } from "@/api/people";
import type { Collection, User } from "@/api/types";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Loaded } from "@/ui/loaded";
import { Notice } from "@/ui/notice";

const { removal: words, removed } = t.people.users;

/** The plan of a removal: what goes, what stays, and what stands in its way. */
export function RemoveUser({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const query = useQuery(collectionsOwnedBy(user.id));
  const remove = useMutation({
    mutationFn: () => removeUser(user.id),
    onSuccess: () => {
      onClose();
      showToast("done", removed(user.username));
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.users }),
  });
  return (
    <ConfirmDialog
      title={words.title(user.username)}
      description={words.description}
      submit={words.submit(user.username)}
      disabled={query.data?.length !== 0}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      <Loaded query={query}>
        {(owned) => (owned.length > 0 ? <InTheWay owned={owned} /> : <WhatGoes user={user} />)}
      </Loaded>
    </ConfirmDialog>
  );
}

function WhatGoes({ user }: { user: User }) {
  const goes = [
    ...(user.sessions > 0 ? [words.sessions(user.sessions)] : []),
    ...(user.tokens > 0 ? [words.tokens(user.tokens)] : []),
    words.custom,
  ];
  return (
    <>
      <ul className="list-disc pl-5">
        {goes.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p className="mt-2 text-muted">{words.stays}</p>
    </>
  );
}

function InTheWay({ owned }: { owned: readonly Collection[] }) {
  return (
    <Notice tone="caution">
      <p>{words.owns(owned.length)}</p>
      <ul className="my-1 list-disc pl-5 font-medium">
        {owned.map(({ id, name }) => (
          <li key={id}>{name}</li>
        ))}
      </ul>
      <p>
        {words.first}{" "}
        <Link to="/collections" className="font-medium text-accent underline">
          {words.toCollections}
        </Link>
      </p>
    </Notice>
  );
}
