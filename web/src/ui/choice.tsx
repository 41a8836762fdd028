import { type ReactNode, useId } from "react";
import { t } from "@/lib/messages";
import { Button } from "./button";

/** The head of a list to choose from: what the list is, how many are chosen, what to do with them. */
export function ChoiceHead(props: {
  title: ReactNode;
  /** How many are chosen, and the button's deed; null for who may only look. */
  deed: { chosen: number; label: string; onPress: () => void } | null;
}) {
  const { deed } = props;
  return (
    <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-40 font-medium">{props.title}</div>
      {deed && (
        <>
          <span role="status" className="text-sm text-muted">
            {t.common.chosen(deed.chosen)}
          </span>
          <Button disabled={deed.chosen === 0} onClick={deed.onPress}>
            {deed.label}
          </Button>
        </>
      )}
    </div>
  );
}

/** One thing to choose: its box and name, what it comes to, and below them what is known of it. */
export function ChoiceRow(props: {
  name: ReactNode;
  aside: ReactNode;
  chosen: boolean;
  disabled?: boolean;
  /** Null for who may only look: there is no box then. */
  onToggle: (() => void) | null;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <li className="flex items-start gap-3 px-4 py-2">
      {props.onToggle && (
        <input
          id={id}
          type="checkbox"
          className="mt-1 size-4 shrink-0 accent-accent-solid"
          checked={props.chosen}
          disabled={props.disabled}
          onChange={props.onToggle}
        />
      )}
      <div className="min-w-0 flex-1">
        <div className="flex items-start gap-3">
          <label
            htmlFor={props.onToggle ? id : undefined}
            className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-1"
          >
            {props.name}
          </label>
          <div className="text-right text-sm whitespace-nowrap">{props.aside}</div>
        </div>
        {props.children}
      </div>
    </li>
  );
}
