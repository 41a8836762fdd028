import type { DialogProps } from "./dialog-panel";
import { later } from "./later";

/** Fetches what draws a dialog, so that the first one opens at once and without a network. */
export const fetchDialogs = () => import("./dialog-panel");

const DialogPanel = later(fetchDialogs);

/**
 * A modal dialog with a title, and its buttons below.
 *
 * What keeps the focus in it is more code than most pages, and no page needs it to be seen.
 */
export function Dialog(props: DialogProps) {
  return <DialogPanel {...props} />;
}
