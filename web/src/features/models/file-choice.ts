import type { FileChoice, Plan } from "@/api/types";

export type ChoiceKind = "needed" | "all" | "chosen";

/** The server takes at most this many patterns. */
const MOST_PATTERNS = 100;

/** The files that a plan would have on disk in the end. */
export function wantedPaths(plan: Plan): ReadonlySet<string> {
  return new Set(plan.files.filter((file) => file.action !== "skip").map((file) => file.path));
}

/**
 * The request for exactly these files of a plan: named one by one, or all but the others, whichever
 * is the shorter list.
 */
export function choiceOf(plan: Plan, wanted: ReadonlySet<string>): FileChoice {
  const include = plan.files
    .filter((file) => wanted.has(file.path))
    .map((file) => literal(file.path));
  if (include.length <= MOST_PATTERNS) return { include, exclude: [] };
  const exclude = plan.files
    .filter((file) => !wanted.has(file.path))
    .map((file) => literal(file.path));
  return { include: [], exclude };
}

/** A path as a shell pattern that matches nothing else. */
function literal(path: string): string {
  return path.replace(/[[*?]/g, "[$&]");
}
