import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { catchUp } from "@/api/live/apply";
import { startDownload } from "@/api/models";
import { fittingModels } from "@/api/starter";
import { systemReport } from "@/api/system";
import type { Model } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { useChosen } from "@/lib/use-chosen";
import { Button } from "@/ui/button";
import { ChoiceRow } from "@/ui/choice";
import { Loaded } from "@/ui/loaded";
import { ProblemNotice } from "@/ui/problem-notice";
import { Section } from "@/ui/section";
import { bytesOf, CHOSEN_AT_FIRST, type StarterType, starterSet } from "./starter-set";

const words = t.welcome;
const LOOK_AGAIN_MS = 3_000;
const THE_HUB = "huggingface.co";

/** A first set of models that this machine can run. */
export function Starter() {
  const query = useQuery({
    ...fittingModels,
    // Until the worker has said what the machine is, nothing is known to fit it.
    refetchInterval: ({ state }) => (state.data?.length ? false : LOOK_AGAIN_MS),
  });
  const other = otherHub(useQuery(systemReport).data?.hub_endpoint);
  return (
    <Section title={words.starter} about={words.starterAbout}>
      {other && <p className="mb-2 text-sm text-muted">{words.otherHub(other)}</p>}
      <Loaded query={query}>
        {(models) => {
          const set = starterSet(models);
          return set.length === 0 ? (
            <p className="text-sm text-muted">{words.noStarter}</p>
          ) : (
            <StarterChoice set={set} />
          );
        }}
      </Loaded>
    </Section>
  );
}

/** The Hub that models come from, where it is not the one whose sizes our list has. */
function otherHub(endpoint: string | undefined): string | null {
  const host = endpoint && new URL(endpoint).host;
  return host && host !== THE_HUB ? host : null;
}

/** What of the set is here, or on its way, stays in sight and is chosen no more. */
export function StarterChoice({ set }: { set: readonly Model[] }) {
  const client = useQueryClient();
  const mayAct = useMayAct();
  const [chosen, toggle] = useChosen(() => set.filter(isChosenAtFirst).map(({ id }) => id));
  const wanted = set.filter((model) => stateOf(model) === null && chosen.has(model.id));
  const start = useMutation({
    mutationFn: () => Promise.all(wanted.map(({ id }) => startDownload(id, "needed"))),
    onSuccess: (started) => showToast("info", words.started(started.length)),
    onSettled: () => catchUp(client),
  });

  return (
    <div className="rounded-lg border border-line bg-surface">
      <ul className="divide-y divide-line">
        {set.map((model) => (
          <ChoiceRow
            key={model.id}
            name={<span className="font-medium">{model.name}</span>}
            aside={stateOf(model) ?? formatBytes(bytesOf(model))}
            chosen={stateOf(model) !== null || chosen.has(model.id)}
            disabled={stateOf(model) !== null}
            onToggle={mayAct ? () => toggle(model.id) : null}
          >
            <p className="text-sm text-muted">{words.purpose[model.model_type as StarterType]}</p>
          </ChoiceRow>
        ))}
      </ul>
      <div className="flex flex-wrap items-center gap-3 border-t border-line px-4 py-2.5">
        {mayAct ? (
          <Button
            tone="primary"
            disabled={wanted.length === 0 || start.isPending}
            onClick={() => start.mutate()}
          >
            {words.download(formatBytes(wanted.reduce((sum, model) => sum + bytesOf(model), 0)))}
          </Button>
        ) : (
          <p className="text-sm text-muted">{words.forMembers}</p>
        )}
        {start.isError && <ProblemNotice error={start.error} />}
      </div>
    </div>
  );
}

/** How it is, of a model that is not to be fetched any more. */
function stateOf({ operation, status }: Model): string | null {
  if (operation) return t.operations.status[operation.status];
  return status === "available" ? null : t.models.badges[status];
}

function isChosenAtFirst({ model_type }: Model): boolean {
  return CHOSEN_AT_FIRST.has(model_type as StarterType);
}
