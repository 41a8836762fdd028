import type { User } from "@/api/types";
import { t } from "@/lib/messages";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { useUserChange } from "./use-user-change";

const { reset, shutOut: words } = t.people.users;

/** Disables an account, and says before what ends by it and what does not. */
export function ShutOut({ user, onClose }: { user: User; onClose: () => void }) {
  const change = useUserChange(user, words.done(user.username), onClose);
  return (
    <ConfirmDialog
      title={words.title(user.username)}
      description={words.description}
      submit={words.submit(user.username)}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ disabled: true })}
      onClose={onClose}
    >
      <p>{user.sessions > 0 ? reset.consequence(user.sessions) : reset.noSession}</p>
      {user.tokens > 0 && <p>{words.tokens(user.tokens)}</p>}
      <p className="text-muted">{words.stays}</p>
    </ConfirmDialog>
  );
}
