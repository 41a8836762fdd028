import { useId, useState } from "react";
import type { BudgetOutlook, BudgetProposal } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDate } from "@/lib/time";
import { useChosen } from "@/lib/use-chosen";
import { Button } from "@/ui/button";
import { FreeDialog } from "./free-dialog";

const words = t.storage.proposals;

/** Models that could go so that the budget is kept, with a box each: they go in one step. */
export function Proposals({ budget }: { budget: BudgetOutlook }) {
  const { proposals } = budget;
  const mayAct = useMayAct();
  const [chosen, toggle] = useChosen(() => proposals.map(({ model_id }) => model_id));
  const [asks, setAsks] = useState(false);
  return (
    <section className="mt-4 rounded-lg border border-line bg-surface" aria-label={words.title}>
      <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-2.5">
        <h3 className="flex-1 font-medium">{words.title}</h3>
        {mayAct && proposals.length > 0 && (
          <>
            <span role="status" className="text-sm text-muted">
              {t.storage.reclaim.chosen(chosen.size)}
            </span>
            <Button disabled={chosen.size === 0} onClick={() => setAsks(true)}>
              {words.review}
            </Button>
          </>
        )}
      </div>
      <p className="max-w-prose px-4 py-2 text-sm text-muted">{outlookOf(budget)}</p>
      <ul className="divide-y divide-line border-t border-line empty:hidden">
        {proposals.map((proposal) => (
          <ProposalRow
            key={proposal.model_id}
            proposal={proposal}
            chosen={chosen.has(proposal.model_id)}
            mayAct={mayAct}
            onToggle={() => toggle(proposal.model_id)}
          />
        ))}
      </ul>
      {asks && <FreeDialog ids={[...chosen]} onClose={() => setAsks(false)} />}
    </section>
  );
}

function outlookOf(budget: BudgetOutlook): string {
  return [
    words.about(formatBytes(budget.over_bytes), formatBytes(budget.still_over_bytes)),
    budget.spared_bytes > 0 ? words.spared(formatBytes(budget.spared_bytes)) : null,
    budget.enough ? null : words.notEnough(budget.keep_days),
  ]
    .filter((sentence) => sentence !== null)
    .join(" ");
}

function ProposalRow(props: {
  proposal: BudgetProposal;
  chosen: boolean;
  mayAct: boolean;
  onToggle: () => void;
}) {
  const { proposal } = props;
  const id = useId();
  return (
    <li className="flex items-start gap-3 px-4 py-2">
      <input
        id={id}
        type="checkbox"
        className="mt-1 size-4 accent-accent-solid"
        checked={props.chosen}
        disabled={!props.mayAct}
        onChange={props.onToggle}
      />
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="font-mono text-xs wrap-anywhere">
          {proposal.model_id}
        </label>
        <p className="text-sm text-muted">{reasonOf(proposal)}</p>
      </div>
      <span className="text-sm whitespace-nowrap">{formatBytes(proposal.freed_bytes)}</span>
    </li>
  );
}

function reasonOf({ last_used_at, last_used_from }: BudgetProposal): string {
  if (last_used_at === null) return words.unused;
  const day = formatDate(last_used_at);
  return last_used_from === "reported" ? words.reported(day) : words.read(day);
}
