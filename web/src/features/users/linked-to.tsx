import { useQuery } from "@tanstack/react-query";
import { linkedAccounts } from "@/api/people";
import type { User } from "@/api/types";
import { t } from "@/lib/messages";
import { LinkedAccounts } from "@/parts/linked-accounts";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Loaded } from "@/ui/loaded";

const words = t.people.users.linked;

/** With which accounts of the sign-in provider somebody comes in. */
export function LinkedTo({ user, onClose }: { user: User; onClose: () => void }) {
  const query = useQuery(linkedAccounts(user.id));
  return (
    <Dialog
      title={words.title(user.username)}
      description={words.description}
      footer={<Button onClick={onClose}>{t.common.close}</Button>}
      onClose={onClose}
    >
      <Loaded query={query}>
        {(found) =>
          found.length === 0 ? <p>{words.none}</p> : <LinkedAccounts found={found} user={user} />
        }
      </Loaded>
    </Dialog>
  );
}
