import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addUser, changeUser, peopleKeys, removeUser, users } from "@/api/people";
import { sentenceOf } from "@/api/problem";
import type { Account, User, UserChanges } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { textOf } from "@/lib/form";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { EmptyState } from "@/ui/empty-state";
import { Field } from "@/ui/field";
import { FormDialog } from "@/ui/form-dialog";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Row, Rows } from "@/ui/rows";
import { SelectField } from "@/ui/select-field";

const words = t.people.users;
type Role = Account["role"];
const ROLES: readonly Role[] = ["viewer", "member", "admin"];
const ROLE_CHOICES = ROLES.map((value) => ({ value, label: words.roleAbout[value] }));

/** Who may use this installation, and for what. */
export function UsersPage() {
  const isAdmin = useAccount()?.role === "admin";
  const [open, setOpen] = useState<User | "add" | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <div className="mb-4 flex flex-wrap items-center gap-3">
        <h1 className="flex-1 text-lg font-semibold">{words.title}</h1>
        {isAdmin && (
          <Button tone="primary" onClick={() => setOpen("add")}>
            {words.add}
          </Button>
        )}
      </div>
      {isAdmin ? <UserList onRemove={setOpen} /> : <EmptyState>{words.forAdmins}</EmptyState>}
      {open === "add" && <AddUser onClose={close} />}
      {open !== null && open !== "add" && <RemoveUser user={open} onClose={close} />}
    </>
  );
}

function UserList({ onRemove }: { onRemove: (user: User) => void }) {
  const query = useInfiniteQuery(users);
  return (
    <>
      <Loaded query={query}>
        {({ pages }) => (
          <Rows>
            {pages
              .flatMap((page) => page.users)
              .map((user) => (
                <UserRow key={user.id} user={user} onRemove={onRemove} />
              ))}
          </Rows>
        )}
      </Loaded>
      <MoreButton query={query}>{t.common.more}</MoreButton>
    </>
  );
}

function UserRow({ user, onRemove }: { user: User; onRemove: (user: User) => void }) {
  const client = useQueryClient();
  const isMe = useAccount()?.id === user.id;
  const change = useMutation({
    mutationFn: (changes: UserChanges) => changeUser(user.id, changes),
    onSuccess: () => showToast("done", words.changed(user.username)),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.users }),
  });
  const facts = [
    words.sessions(user.sessions),
    words.tokens(user.tokens),
    user.last_seen_at ? words.seen(formatDateTime(user.last_seen_at)) : words.neverSeen,
  ];
  const named = <span className="sr-only"> {user.username}</span>;
  return (
    <Row
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <label>
            <span className="sr-only">
              {words.role} {user.username}
            </span>
            <select
              className="h-8 rounded-md border border-line-strong bg-surface px-2 text-sm"
              value={user.role}
              disabled={change.isPending}
              onChange={(event) => change.mutate({ role: event.target.value as Role })}
            >
              {ROLES.map((role) => (
                <option key={role} value={role}>
                  {t.shell.roles[role]}
                </option>
              ))}
            </select>
          </label>
          <Button
            disabled={change.isPending}
            onClick={() => change.mutate({ disabled: !user.disabled })}
          >
            {user.disabled ? words.enable : words.disable}
            {named}
          </Button>
          <Button tone="quiet" onClick={() => onRemove(user)}>
            {words.remove}
            {named}
          </Button>
        </div>
      }
    >
      <h2 className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
        {user.username}
        {isMe && <Badge>{words.you}</Badge>}
        {user.disabled && <Badge tone="caution">{words.disabled}</Badge>}
      </h2>
      <p className="text-sm text-muted">{facts.join(" · ")}</p>
    </Row>
  );
}

function AddUser({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation({
    mutationFn: addUser,
    onSuccess: ({ username }) => {
      onClose();
      showToast("done", words.added(username));
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.users }),
  });
  return (
    <FormDialog
      title={words.add}
      description={words.description}
      submit={words.add}
      busy={add.isPending}
      error={add.error}
      onSubmit={(form) =>
        add.mutate({
          username: textOf(form, "username"),
          password: textOf(form, "password"),
          role: textOf(form, "role") as Role,
        })
      }
      onClose={onClose}
    >
      <Field label={t.accounts.username} name="username" autoComplete="off" required autoFocus />
      <Field
        label={t.accounts.password}
        name="password"
        type="password"
        autoComplete="new-password"
        hint={words.passwordHint}
        required
      />
      <SelectField label={words.role} name="role" defaultValue="member" choices={ROLE_CHOICES} />
    </FormDialog>
  );
}

function RemoveUser({ user, onClose }: { user: User; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => removeUser(user.id),
    onSuccess: () => {
      onClose();
      showToast("done", words.removed(user.username));
    },
    onSettled: () => client.invalidateQueries({ queryKey: peopleKeys.users }),
  });
  return (
    <ConfirmDialog
      title={words.removal.title(user.username)}
      description={words.removal.description}
      submit={words.removal.submit(user.username)}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {words.removal.body}
    </ConfirmDialog>
  );
}
