import type { Update } from "@/api/types";
import { t } from "@/lib/messages";

const words = t.storage.updates;
const KINDS = ["changed", "added", "removed"] as const;

/** Which files an update would touch: how many, and on demand which. */
export function ChangedFiles({ update }: { update: Update }) {
  const kinds = KINDS.filter((kind) => update[kind].length > 0);
  if (kinds.length === 0) return null;
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-muted hover:text-text">
        {kinds.map((kind) => words[kind](update[kind].length)).join(" · ")}
      </summary>
      <ul className="mt-1 font-mono text-xs">
        {kinds.flatMap((kind) =>
          update[kind].map((path) => (
            <li key={`${kind} ${path}`} className="wrap-anywhere">
              <span className="inline-block w-4 text-muted" aria-hidden>
                {MARKS[kind]}
              </span>
              {path}
            </li>
          )),
        )}
      </ul>
    </details>
  );
}

const MARKS = { changed: "~", added: "+", removed: "−" };
