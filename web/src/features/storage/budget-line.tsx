import type { Budget } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";

const words = t.storage.budget;

/** How the cache stands to the budget that was set for it, and what is done about it. */
export function BudgetLine({ budget }: { budget: Budget }) {
  return <p className="max-w-prose text-sm">{standingOf(budget)}</p>;
}

export function standingOf({ used_bytes, budget_bytes, over_bytes, automatic }: Budget): string {
  const [used, budget] = [formatBytes(used_bytes), formatBytes(budget_bytes)];
  if (over_bytes === 0) return words.kept(used, budget);
  return [
    words.over(used, budget, formatBytes(over_bytes)),
    automatic ? words.automatic : words.byHand,
  ].join(" ");
}
