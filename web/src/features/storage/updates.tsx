import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { updates } from "@/api/storage";
import type { Update, UpdateList } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Dotted } from "@/ui/dotted";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Row, Rows } from "@/ui/rows";
import { Section } from "@/ui/section";
import { When } from "@/ui/when";
import { ChangedFiles } from "./changed-files";
import { UpdateDialog } from "./update-dialog";
import { useUpdateDeeds } from "./use-update-deeds";

const words = t.storage.updates;
const SHORT_SHA = 7;
const short = (sha: string | null) => sha?.slice(0, SHORT_SHA) ?? "?";

/** Models of which the Hub has something newer, and those that are held where they are. */
export function UpdatesSection() {
  const query = useInfiniteQuery(updates);
  return (
    <Section title={words.title} about={words.about}>
      <Loaded query={query}>{({ pages }) => <Notable pages={pages} />}</Loaded>
      <MoreButton query={query}>{t.common.more}</MoreButton>
    </Section>
  );
}

function Notable({ pages }: { pages: readonly UpdateList[] }) {
  const [asked, setAsked] = useState<Update | null>(null);
  const shown = pages.flatMap((page) => page.models);
  const { looked_up = 0, up_to_date = 0, not_looked_up = 0 } = pages[0] ?? {};
  return (
    <>
      {shown.length > 0 && (
        <Rows>
          {shown.map((one) => (
            <UpdateRow key={one.model_id} update={one} onUpdate={() => setAsked(one)} />
          ))}
        </Rows>
      )}
      <p className="mt-2 text-sm text-muted">
        {looked_up === 0 ? words.notYet : words.upToDate(up_to_date)}
        {looked_up > 0 && not_looked_up > 0 && ` ${words.notLookedUp(not_looked_up)}`}
      </p>
      {asked && <UpdateDialog update={asked} onClose={() => setAsked(null)} />}
    </>
  );
}

function UpdateRow({ update, onUpdate }: { update: Update; onUpdate: () => void }) {
  const mayAct = useMayAct();
  const { check, pin, unpin } = useUpdateDeeds(update.model_id);
  const busy = check.isPending || pin.isPending || unpin.isPending;
  const isPinned = update.pinned_revision !== null;
  const named = <span className="sr-only"> {update.model_id}</span>;
  return (
    <Row
      actions={
        mayAct && (
          <div className="flex flex-wrap gap-2">
            {update.update_available && (
              <Button disabled={busy} onClick={onUpdate}>
                {words.update(formatBytes(update.download_bytes))}
                {named}
              </Button>
            )}
            <Button
              tone="quiet"
              disabled={busy}
              onClick={() => (isPinned ? unpin.mutate() : pin.mutate())}
            >
              {isPinned ? words.unpin : words.pin}
              {named}
            </Button>
            {!isPinned && (
              <Button tone="quiet" disabled={busy} onClick={() => check.mutate()}>
                {words.check}
                {named}
              </Button>
            )}
          </div>
        )
      }
    >
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-mono text-sm wrap-anywhere">{update.model_id}</h3>
        {isPinned && <Badge>{words.pinned(short(update.pinned_revision))}</Badge>}
      </div>
      <p className="text-sm text-muted">
        <Facts update={update} />
      </p>
      {update.update_available && <ChangedFiles update={update} />}
      {update.update_available && update.used_by_collections.length > 0 && (
        <p className="text-sm">
          {words.reindex(update.used_by_collections.length, update.used_by_collections.join(", "))}
        </p>
      )}
    </Row>
  );
}

function Facts({ update }: { update: Update }) {
  const { update_available, published_at, installed_revision, newest_revision } = update;
  return (
    <Dotted
      facts={[
        update_available ? words.fromTo(short(installed_revision), short(newest_revision)) : null,
        update_available && published_at ? (
          <When key="published" at={published_at} says={words.published} />
        ) : null,
        update.error_code ? words.notTold(update.error_code) : null,
        <When key="looked up" at={update.checked_at} says={words.lookedAt} />,
      ]}
    />
  );
}
