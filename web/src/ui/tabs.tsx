import { type KeyboardEvent, type ReactNode, useRef } from "react";

interface Tab<Value> {
  value: Value;
  label: ReactNode;
}

/**
 * A row of tabs, of which one is chosen: arrows lead from one to the next and choose it, and the
 * Tab key from the chosen one into its panel.
 */
export function TabList<Value extends string>(props: {
  label: string;
  /** The id of the one `TabPanel` that shows what is chosen. */
  panel: string;
  tabs: ReadonlyArray<Tab<Value>>;
  chosen: Value;
  onChoose: (value: Value) => void;
  className: string;
  tabClassName: string;
}) {
  const list = useRef<HTMLDivElement>(null);
  const at = props.tabs.findIndex(({ value }) => value === props.chosen);

  function choose(value: Value) {
    if (value !== props.chosen) props.onChoose(value);
  }

  function moveOn(event: KeyboardEvent) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const count = props.tabs.length;
    const to = { ArrowRight: (at + 1) % count, ArrowLeft: (at + count - 1) % count };
    const next = { ...to, Home: 0, End: count - 1 }[event.key];
    const tab = next === undefined ? undefined : props.tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    choose(tab.value);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  }

  return (
    <div
      ref={list}
      role="tablist"
      aria-label={props.label}
      onKeyDown={moveOn}
      className={props.className}
    >
      {props.tabs.map(({ value, label }) => {
        const isChosen = value === props.chosen;
        return (
          <button
            key={value}
            type="button"
            role="tab"
            id={tabId(props.panel, value)}
            aria-selected={isChosen}
            aria-controls={isChosen ? props.panel : undefined}
            tabIndex={isChosen ? 0 : -1}
            onClick={() => choose(value)}
            className={props.tabClassName}
          >
            {label}
          </button>
        );
      })}
    </div>
  );
}

/** What the chosen tab shows. */
export function TabPanel(props: {
  id: string;
  chosen: string;
  className: string;
  children: ReactNode;
}) {
  return (
    <div
      role="tabpanel"
      id={props.id}
      aria-labelledby={tabId(props.id, props.chosen)}
      className={props.className}
    >
      {props.children}
    </div>
  );
}

function tabId(panel: string, value: string): string {
  return `${panel}-${value}`;
}
