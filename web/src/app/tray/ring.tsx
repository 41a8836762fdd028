const RADIUS = 6;
const LENGTH = 2 * Math.PI * RADIUS;

/**
 * How far all of it is together, drawn; null where no total is known.
 *
 * It moves by steps of a percent, without a transition: each frame of one would paint the header
 * anew, also while a list is scrolled.
 */
export function Ring({ percent }: { percent: number | null }) {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="size-4 -rotate-90 fill-none stroke-2">
      <circle cx="8" cy="8" r={RADIUS} className="stroke-line-strong" />
      <circle
        cx="8"
        cy="8"
        r={RADIUS}
        className="stroke-accent"
        strokeDasharray={LENGTH}
        strokeDashoffset={LENGTH * (1 - (percent ?? 0) / 100)}
      />
    </svg>
  );
}
