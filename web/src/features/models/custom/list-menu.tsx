import { MoreHorizontal } from "lucide-react";

import { t } from "@/lib/messages";
import { IconButton } from "@/ui/button";
import { later } from "@/ui/later";
import { OpenedLater } from "@/ui/opened-later";

const ListEntries = later(() => import("./list-entries"));

/** Opens what can be done with all of one's own custom models. */
export function CustomListMenu({ onTakeIn }: { onTakeIn: (() => void) | undefined }) {
  return (
    <div className="relative">
      <OpenedLater
        opened={(around) => <ListEntries {...around} onTakeIn={onTakeIn} />}
        trigger={
          <IconButton label={t.custom.list.menu}>
            <MoreHorizontal aria-hidden className="size-4" />
          </IconButton>
        }
      />
    </div>
  );
}
