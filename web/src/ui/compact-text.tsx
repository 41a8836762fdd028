import clsx from "clsx";
import { useId } from "react";
import { useTypedText } from "./use-typed-text";

const LONGEST_TEXT = 100;

/** A narrow text in a row of filters, whose name stands in it until something else does. */
export function CompactText(props: {
  label: string;
  /** Shown while it is empty; else its label is. */
  hint?: string;
  value: string;
  wide?: boolean;
  known?: readonly string[];
  onType: (text: string) => void;
}) {
  const [text, setText] = useTypedText(props.value, props.onType);
  const listId = useId();
  return (
    <>
      <input
        aria-label={props.label}
        placeholder={props.hint ?? props.label}
        value={text}
        maxLength={LONGEST_TEXT}
        list={props.known && listId}
        onChange={(event) => setText(event.target.value)}
        className={clsx(
          "h-8 rounded-md border border-line-strong bg-surface px-2 text-sm placeholder:text-muted",
          props.wide ? "w-64 max-w-full" : "w-32",
        )}
      />
      {props.known && (
        <datalist id={listId}>
          {props.known.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
      )}
    </>
  );
}
