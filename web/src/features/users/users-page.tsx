import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { users } from "@/api/people";
import type { User } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { CompactSelect } from "@/ui/compact-select";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Rows } from "@/ui/rows";
import { SearchBox } from "@/ui/search-box";
import { AddUser } from "./add-user";
import { ChangeRole } from "./change-role";
import { LinkedTo } from "./linked-to";
import { RemoveUser } from "./remove-user";
import { DEFAULT_USERS_SEARCH, SHOWN, type UsersSearch, usersMatching } from "./search";
import { SetPassword } from "./set-password";
import { ShutOut } from "./shut-out";
import { type UserDeed, UserRow } from "./user-row";

const words = t.people.users;
const route = getRouteApi("/shell/users");

/** Who may use this installation, and for what. */
export function UsersPage() {
  const isAdmin = useAccount()?.role === "admin";
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHead
        title={words.title}
        about={words.description}
        action={
          isAdmin && (
            <Button tone="primary" onClick={() => setAdding(true)}>
              {words.add}
            </Button>
          )
        }
      />
      {isAdmin ? <Everyone /> : <EmptyState>{words.forAdmins}</EmptyState>}
      {adding && <AddUser onClose={() => setAdding(false)} />}
    </>
  );
}

function Everyone() {
  const search = { ...DEFAULT_USERS_SEARCH, ...route.useSearch() };
  const navigate = route.useNavigate();
  const change = (part: UsersSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const query = useQuery(users);
  const [deed, setDeed] = useState<UserDeed | null>(null);
  return (
    <>
      <search className="mb-3 flex flex-wrap items-center gap-2">
        <SearchBox
          label={words.search}
          hint={words.searchHint}
          value={search.q}
          onSearch={(q) => change({ q })}
        />
        <CompactSelect
          label={words.show}
          value={search.show}
          choices={SHOWN.map((value) => ({ value, label: labelOf(value) }))}
          onChoose={(show) => change({ show })}
        />
      </search>
      <Loaded query={query}>
        {(all) => (
          <UserList
            found={usersMatching(all, search)}
            onAsk={setDeed}
            onReset={() => change(DEFAULT_USERS_SEARCH)}
          />
        )}
      </Loaded>
      {deed && <DeedDialog deed={deed} onClose={() => setDeed(null)} />}
    </>
  );
}

function labelOf(shown: (typeof SHOWN)[number]): string {
  if (shown === "all") return words.all;
  return shown === "disabled" ? words.disabled : t.shell.roles[shown];
}

function UserList(props: {
  found: readonly User[];
  onAsk: (deed: UserDeed) => void;
  onReset: () => void;
}) {
  if (props.found.length === 0) {
    return (
      <EmptyState action={<Button onClick={props.onReset}>{words.showAll}</Button>}>
        {words.nobody}
      </EmptyState>
    );
  }
  return (
    <Rows>
      {props.found.map((user) => (
        <UserRow key={user.id} user={user} onAsk={props.onAsk} />
      ))}
    </Rows>
  );
}

/** Each deed says what it brings about before it is done. */
function DeedDialog({ deed, onClose }: { deed: UserDeed; onClose: () => void }) {
  const { user } = deed;
  switch (deed.kind) {
    case "role":
      return <ChangeRole user={user} role={deed.role} onClose={onClose} />;
    case "password":
      return <SetPassword user={user} onClose={onClose} />;
    case "disable":
      return <ShutOut user={user} onClose={onClose} />;
    case "linked":
      return <LinkedTo user={user} onClose={onClose} />;
    case "remove":
      return <RemoveUser user={user} onClose={onClose} />;
  }
}
