import { type ComponentProps, useId } from "react";

/** A labelled choice of one among few. */
export function SelectField<Value extends string>({
  label,
  choices,
  ...select
}: ComponentProps<"select"> & {
  label: string;
  choices: ReadonlyArray<{ value: Value; label: string }>;
}) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <select
        id={id}
        className="h-9 rounded-md border border-line-strong bg-surface px-2 text-base"
        {...select}
      >
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </div>
  );
}
