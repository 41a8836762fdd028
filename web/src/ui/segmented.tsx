import clsx from "clsx";
import type { LucideIcon } from "lucide-react";

/** A row of choices of which one holds; radio buttons to keyboard and screen reader. */
export function Segmented<Value extends string>(props: {
  legend: string;
  name: string;
  value: Value;
  /** With an icon, the label is only heard, and shown as a hint. */
  choices: ReadonlyArray<{ value: Value; label: string; icon?: LucideIcon }>;
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="flex min-h-8 w-fit max-w-full flex-wrap rounded-md border border-line-strong bg-surface p-0.5">
      <legend className="sr-only">{props.legend}</legend>
      {props.choices.map((choice) => (
        <label
          key={choice.value}
          title={choice.icon && choice.label}
          className={clsx(
            "relative flex h-6.5 cursor-pointer items-center rounded px-2 text-sm whitespace-nowrap sm:px-2.5 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent",
            choice.value === props.value
              ? "bg-accent-soft font-medium text-accent"
              : "text-muted hover:text-text",
          )}
        >
          <input
            type="radio"
            name={props.name}
            value={choice.value}
            checked={choice.value === props.value}
            onChange={() => props.onChoose(choice.value)}
            className="sr-only"
          />
          {choice.icon && <choice.icon aria-hidden className="size-4" />}
          <span className={choice.icon && "sr-only"}>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
