import { CUSTOM_LIST_ADDRESS } from "@/api/custom";
import { t } from "@/lib/messages";
import { Menu, MenuHeading, MenuItem } from "@/ui/menu";
import type { OpenedProps } from "@/ui/opened-later";

const words = t.custom.list;

/** What can be done with all of one's own custom models: keep them as a file, take one in. */
export default function ListEntries(props: OpenedProps & { onTakeIn: (() => void) | undefined }) {
  return (
    <Menu trigger={props.trigger}>
      <MenuHeading>{words.menu}</MenuHeading>
      {/* The server sends it as an attachment: the page stays. */}
      <MenuItem onSelect={() => window.location.assign(CUSTOM_LIST_ADDRESS)}>{words.save}</MenuItem>
      {props.onTakeIn && <MenuItem onSelect={props.onTakeIn}>{words.takeIn}</MenuItem>}
    </Menu>
  );
}
