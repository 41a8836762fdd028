import { formatDateTime, formatMoment } from "@/lib/time";

/** In no sentence of ours. */
const HERE = "\u0000";

/**
 * A moment as every page shows it, to the minute in the reader's own zone, and to the second for
 * whoever points at it. `says` puts it into a sentence.
 */
export function When({ at, says = String }: { at: string; says?: (when: string) => string }) {
  const [before, after] = says(HERE).split(HERE);
  return (
    <>
      {before}
      <time dateTime={at} title={formatMoment(at)}>
        {formatDateTime(at)}
      </time>
      {after}
    </>
  );
}
