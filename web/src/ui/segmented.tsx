import clsx from "clsx";

/** A row of choices of which one holds; radio buttons to keyboard and screen reader. */
export function Segmented<Value extends string>(props: {
  legend: string;
  name: string;
  value: Value;
  choices: ReadonlyArray<{ value: Value; label: string }>;
  onChoose: (value: Value) => void;
}) {
  return (
    <fieldset className="flex h-8 w-fit rounded-md border border-line-strong bg-surface p-0.5">
      <legend className="sr-only">{props.legend}</legend>
      {props.choices.map((choice) => (
        <label
          key={choice.value}
          className={clsx(
            "flex h-6.5 cursor-pointer items-center rounded px-2 text-sm whitespace-nowrap sm:px-2.5 transition-colors has-focus-visible:outline-2 has-focus-visible:outline-accent",
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
          {choice.label}
        </label>
      ))}
    </fieldset>
  );
}
