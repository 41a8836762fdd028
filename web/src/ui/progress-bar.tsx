import clsx from "clsx";

/** How far something is, in whole percent; `label` says of what. */
export function ProgressBar(props: {
  label: string;
  percent: number;
  valueText: string;
  still?: boolean;
}) {
  return (
    <div
      role="progressbar"
      aria-label={props.label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={props.percent}
      aria-valuetext={props.valueText}
      className="h-1.5 overflow-hidden rounded-full bg-raised"
    >
      <div
        className={clsx(
          "h-full rounded-full transition-transform duration-150 ease-linear",
          props.still ? "bg-other" : "bg-accent",
        )}
        // Moved and not made longer: news come four times a second, and a length is a new layout.
        style={{ transform: `translateX(${props.percent - 100}%)` }}
      />
    </div>
  );
}
