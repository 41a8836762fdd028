/** A choice in a row of filters; its name is heard, and its first choice says what it is about. */
export function CompactSelect<Value extends string>(props: {
  label: string;
  value: Value;
  choices: ReadonlyArray<{ value: Value; label: string }>;
  onChoose: (value: Value) => void;
}) {
  return (
    <select
      aria-label={props.label}
      value={props.value}
      onChange={(event) => props.onChoose(event.target.value as Value)}
      className="h-8 rounded-md border border-line-strong bg-surface px-1.5 text-sm"
    >
      {props.choices.map((choice) => (
        <option key={choice.value} value={choice.value}>
          {choice.label}
        </option>
      ))}
    </select>
  );
}
