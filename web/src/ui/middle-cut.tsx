import clsx from "clsx";

/** Names of models mostly differ at their ends, as by a size, a version or a precision. */
const SHOWN_AT_THE_END = 12;
/** A word that the cut would fall into, as far as it stands before the cut, if it is short. */
const BEGUN_WORD = /([\s_/.-])[^\s_/.-]{1,4}$/;

/** One line that is cut in its middle where it is too long; it is read and copied as a whole. */
export function MiddleCut({ text, className }: { text: string; className?: string }) {
  const head = text.slice(0, -SHOWN_AT_THE_END).replace(BEGUN_WORD, "$1");
  return (
    <span title={text} className={clsx("relative flex min-w-0", className)}>
      <span className="sr-only">{text}</span>
      <span aria-hidden className="one-line whitespace-pre select-none">
        {head}
      </span>
      <span aria-hidden className="shrink-0 whitespace-pre select-none">
        {text.slice(head.length)}
      </span>
    </span>
  );
}
