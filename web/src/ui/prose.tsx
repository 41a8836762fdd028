/** A sentence of the server: what it has between backticks is to be typed as it stands. */
export function Prose({ text }: { text: string }) {
  return text.split("`").map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in its order
      <code key={at} className="font-mono text-xs">
        {part}
      </code>
    ),
  );
}
