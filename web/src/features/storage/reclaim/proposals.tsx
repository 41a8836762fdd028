import type { BudgetOutlook, BudgetProposal } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { useChosen } from "@/lib/use-chosen";
import { ChoiceHead, ChoiceRow } from "@/ui/choice";
import { FirstFew } from "@/ui/first-few";
import { When } from "@/ui/when";

const words = t.storage.proposals;

/** Models that could go so that the budget is kept, with a box each: they go in one step. */
export function Proposals(props: { budget: BudgetOutlook; onFree: (modelIds: string[]) => void }) {
  const { budget, onFree } = props;
  const { proposals } = budget;
  const mayAct = useMayAct();
  const [chosen, toggle] = useChosen(() => proposals.map(({ model_id }) => model_id));
  return (
    <section className="mt-4 rounded-lg border border-line bg-surface" aria-label={words.title}>
      <ChoiceHead
        title={<h3>{words.title}</h3>}
        deed={
          mayAct && proposals.length > 0
            ? { chosen: chosen.size, label: words.review, onPress: () => onFree([...chosen]) }
            : null
        }
      />
      <p className="max-w-prose px-4 py-2 text-sm text-muted">{outlookOf(budget)}</p>
      <FirstFew
        items={proposals}
        className="divide-y divide-line border-t border-line empty:hidden"
      >
        {(proposal) => (
          <ChoiceRow
            key={proposal.model_id}
            name={<span className="font-mono text-xs wrap-anywhere">{proposal.model_id}</span>}
            aside={formatBytes(proposal.freed_bytes)}
            chosen={chosen.has(proposal.model_id)}
            onToggle={mayAct ? () => toggle(proposal.model_id) : null}
          >
            <p className="text-sm text-muted">
              <Reason proposal={proposal} />
            </p>
          </ChoiceRow>
        )}
      </FirstFew>
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

function Reason({ proposal }: { proposal: BudgetProposal }) {
  const { last_used_at, last_used_from } = proposal;
  if (last_used_at === null) return words.unused;
  return (
    <When at={last_used_at} says={last_used_from === "reported" ? words.reported : words.read} />
  );
}
