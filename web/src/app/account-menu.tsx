import { ChevronDown, CircleUser } from "lucide-react";

import type { Account } from "@/api/types";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { later } from "@/ui/later";
import { OpenedLater } from "@/ui/opened-later";

const AccountEntries = later(() => import("./account-entries"));

export function AccountMenu({ account }: { account: Account }) {
  return (
    <OpenedLater
      opened={(around) => <AccountEntries {...around} />}
      trigger={
        <Button tone="quiet" aria-label={t.shell.account(account.username)} className="px-2">
          <CircleUser aria-hidden className="size-4" />
          <span className="max-w-28 truncate max-sm:hidden">{account.username}</span>
          <ChevronDown aria-hidden className="size-3.5 max-sm:hidden" />
        </Button>
      }
    />
  );
}
