import {
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  Suspense,
  useState,
} from "react";

/** What a button opens: it brings its trigger back in its own way and starts opened. */
export interface OpenedProps {
  trigger: ReactElement;
}

/**
 * A button whose menu is loaded when it is opened for the first time.
 *
 * Menus place themselves and move the focus, which is more code than the rest of the page's frame,
 * and most visits open none.
 */
export function OpenedLater(props: {
  trigger: ReactElement<TriggerProps>;
  /** What it opens, around the trigger; of a lazy component. */
  opened: (trigger: ReactElement) => ReactNode;
}) {
  const [wanted, setWanted] = useState(false);
  const { trigger, opened } = props;
  if (!wanted) {
    return cloneElement(trigger, {
      "aria-haspopup": "menu",
      "aria-expanded": false,
      onClick: () => setWanted(true),
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key === "ArrowDown") setWanted(true);
      },
    });
  }
  return <Suspense fallback={trigger}>{opened(trigger)}</Suspense>;
}

type TriggerProps = Partial<Record<string, unknown>>;
