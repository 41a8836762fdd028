import {
  type ComponentType,
  cloneElement,
  type KeyboardEvent,
  type ReactElement,
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
  menu: ComponentType<OpenedProps>;
}) {
  const [wanted, setWanted] = useState(false);
  const { trigger, menu: Opened } = props;
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
  return (
    <Suspense fallback={trigger}>
      <Opened trigger={trigger} />
    </Suspense>
  );
}

type TriggerProps = Partial<Record<string, unknown>>;
