import { Link } from "@tanstack/react-router";
import { sentenceOf } from "@/api/problem";
import type { User } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { showToast } from "@/lib/toasts";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { CompactSelect } from "@/ui/compact-select";
import { Row } from "@/ui/rows";
import { ROLES, type Role } from "./search";
import { useUserChange } from "./use-user-change";

const words = t.people.users;
const LINK = "underline decoration-line-strong underline-offset-2 hover:text-text";

export type UserDeed =
  | { kind: "role"; user: User; role: Role }
  | { kind: "password" | "linked" | "disable" | "remove"; user: User };

/** Somebody with what they may, where they are in, and what can be done about it. */
export function UserRow({ user, onAsk }: { user: User; onAsk: (deed: UserDeed) => void }) {
  const isMe = useAccount()?.id === user.id;
  const enable = useUserChange(user, words.enabled(user.username));
  const named = <span className="sr-only"> {user.username}</span>;
  return (
    <Row
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <CompactSelect
            label={words.roleOf(user.username)}
            value={user.role}
            choices={ROLES.map((value) => ({ value, label: t.shell.roles[value] }))}
            onChoose={(role) => onAsk({ kind: "role", user, role })}
          />
          <Button onClick={() => onAsk({ kind: "password", user })}>
            {words.reset.open}
            {named}
          </Button>
          {user.identities > 0 && (
            <Button onClick={() => onAsk({ kind: "linked", user })}>
              {words.linked.open}
              {named}
            </Button>
          )}
          <Button
            disabled={enable.isPending}
            onClick={() => {
              if (!user.disabled) return onAsk({ kind: "disable", user });
              enable.mutate(
                { disabled: false },
                { onError: (error) => showToast("failed", sentenceOf(error)) },
              );
            }}
          >
            {user.disabled ? words.enable : words.disable}
            {named}
          </Button>
          <Button tone="quiet" onClick={() => onAsk({ kind: "remove", user })}>
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
        {!user.has_password && (
          <span title={words.byProviderHint}>
            <Badge>{words.byProvider}</Badge>
          </span>
        )}
      </h2>
      <p className="text-sm text-muted">
        {words.sessions(user.sessions)}
        {" · "}
        <Link to="/tokens" search={{ whose: "everyone", q: user.username }} className={LINK}>
          {words.tokens(user.tokens)}
          {named}
        </Link>
        {" · "}
        {user.last_seen_at ? words.seen(formatDateTime(user.last_seen_at)) : words.neverSeen}
        {" · "}
        <Link to="/audit" search={{ who: user.username }} className={LINK}>
          {words.record}
          {named}
        </Link>
      </p>
    </Row>
  );
}
