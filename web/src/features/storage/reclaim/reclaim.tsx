import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { diskMap, leftovers } from "@/api/storage";
import type { Leftovers } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { SeveralDialog } from "@/parts/removal/several-dialog";
import { Button } from "@/ui/button";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/section";
import { Chooser } from "./chooser";
import { Proposals } from "./proposals";

const words = t.storage.reclaim;

/** What lies in the cache and nothing needs: why, how large, and the way to let it go. */
export function ReclaimSection() {
  const query = useQuery(leftovers);
  return (
    <Section
      title={words.title}
      about={words.about}
      aside={
        <Button tone="quiet" disabled={query.isFetching} onClick={() => void query.refetch()}>
          {query.isFetching ? words.looking : words.lookAgain}
        </Button>
      }
    >
      <Loaded query={query}>{(found) => <Found found={found} />}</Loaded>
    </Section>
  );
}

/** What is unfinished and was written to a moment ago is nobody's to judge yet. */
function Nothing() {
  const { data } = useQuery(diskMap);
  const unfinished = data?.parts.find(({ part }) => part === "partial")?.size_bytes ?? 0;
  return (
    <p className="text-sm text-muted">
      {unfinished > 0 ? words.unfinished(formatBytes(unfinished)) : words.nothing}
    </p>
  );
}

function Found({ found }: { found: Leftovers }) {
  // Here, and not in the list of proposals, which is another one as soon as the first model is gone.
  const [freeing, setFreeing] = useState<string[] | null>(null);
  return (
    <>
      {found.items.length === 0 ? (
        <Nothing />
      ) : (
        <Chooser
          // A new look is a new choice: what was chosen may be gone.
          key={found.items.map(({ id }) => id).join(" ")}
          items={found.items}
          title={words.found(formatBytes(found.freed_bytes))}
        />
      )}
      {found.budget && found.budget.over_bytes > 0 && (
        <Proposals
          key={found.budget.proposals.map(({ model_id }) => model_id).join(" ")}
          budget={found.budget}
          onFree={setFreeing}
        />
      )}
      {freeing && (
        <SeveralDialog
          ids={freeing}
          // One that was closed before may end while another is open.
          onClose={() => setFreeing((shown) => (shown === freeing ? null : shown))}
        />
      )}
      {found.busy_models.length > 0 && (
        <p className="mt-2 text-sm text-muted wrap-anywhere">
          {words.busy(found.busy_models.join(", "))}
        </p>
      )}
    </>
  );
}
