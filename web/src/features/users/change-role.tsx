import type { User } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { Notice } from "@/ui/notice";
import { ROLES, type Role } from "./search";
import { useUserChange } from "./use-user-change";

const words = t.people.users.roleChange;

/** What the other role lets them do, or no longer do. */
export function ChangeRole(props: { user: User; role: Role; onClose: () => void }) {
  const { user, role } = props;
  const name = words.roles[role];
  const isMe = useAccount()?.id === user.id;
  const rises = ROLES.indexOf(role) > ROLES.indexOf(user.role);
  const change = useUserChange(user, words.done(user.username, name), props.onClose);
  return (
    <ConfirmDialog
      tone={rises ? "primary" : "danger"}
      title={words.title(user.username, name)}
      description={words.description}
      submit={words.submit(name)}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate({ role })}
      onClose={props.onClose}
    >
      <p>{rises ? words.gains[role] : words.loses[role]}</p>
      <p className="text-muted">{words.when}</p>
      {isMe && <Notice tone="caution">{words.self}</Notice>}
    </ConfirmDialog>
  );
}
