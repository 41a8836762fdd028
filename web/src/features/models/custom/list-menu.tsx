import { MoreHorizontal } from "lucide-react";
import { CUSTOM_LIST_ADDRESS } from "@/api/custom";
import { t } from "@/lib/messages";
import { IconButton } from "@/ui/button";
import { Menu, MenuHeading, MenuItem } from "@/ui/menu";

const words = t.custom.list;

/** What can be done with all of one's own custom models: keep them as a file, take one in. */
export function CustomListMenu({ onTakeIn }: { onTakeIn: (() => void) | undefined }) {
  return (
    <div className="relative">
      <Menu
        trigger={
          <IconButton label={words.menu}>
            <MoreHorizontal aria-hidden className="size-4" />
          </IconButton>
        }
      >
        <MenuHeading>{words.menu}</MenuHeading>
        {/* The server sends it as an attachment: the page stays. */}
        <MenuItem onSelect={() => window.location.assign(CUSTOM_LIST_ADDRESS)}>
          {words.save}
        </MenuItem>
        {onTakeIn && <MenuItem onSelect={onTakeIn}>{words.takeIn}</MenuItem>}
      </Menu>
    </div>
  );
}
