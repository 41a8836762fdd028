import {
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  useState,
} from "react";

/** What a button opens: it brings its trigger back in its own way and starts opened. */
export interface OpenedProps {
  trigger: ReactElement;
  /** Its code did not come, see `later`: the button is then as before. */
  onMissing?: () => void;
}

/**
 * A button whose menu is loaded when it is opened for the first time.
 *
 * Menus place themselves and move the focus, which is more code than the rest of the page's frame,
 * and most visits open none.
 */
export function OpenedLater(props: {
  trigger: ReactElement<TriggerProps>;
  /** What it opens, around the trigger; of a component that comes `later`. */
  opened: (around: OpenedProps) => ReactNode;
}) {
  const [wanted, setWanted] = useState(false);
  const { trigger, opened } = props;
  if (wanted) return opened({ trigger, onMissing: () => setWanted(false) });
  return cloneElement(trigger, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onClick: () => setWanted(true),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key === "ArrowDown") setWanted(true);
    },
  });
}

type TriggerProps = Partial<Record<string, unknown>>;
