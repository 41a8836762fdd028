/**
 * The product's mark, as `public/favicon.svg` has it.
 *
 * Drawn here rather than fetched: a picture of its own costs the first paint a request and a
 * document to draw it in. `index.html` has the same until this is there.
 */
export function Logo({ className }: { className: string }) {
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0f6b6b" />
      <g fill="#ffffff">
        <rect x="7" y="8" width="4" height="13" rx="1" />
        <rect x="13" y="6" width="4" height="15" rx="1" opacity="0.75" />
        <rect x="19" y="10" width="5" height="11" rx="1" opacity="0.5" />
        <rect x="6" y="23" width="20" height="2" rx="1" />
      </g>
    </svg>
  );
}
