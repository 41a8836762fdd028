import { Pin } from "lucide-react";
import type { ModelDetails } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Notice } from "@/ui/notice";
import { OutwardLink } from "@/ui/outward-link";
import { Section } from "@/ui/section";
import { useRevisionDeeds } from "./use-revision-deeds";

const words = t.modelPage.revisions;
const SHORT_SHA = 7;

/** The revisions on the disk, the pin, and whether the Hub has a newer one. */
export function Revisions({ details }: { details: ModelDetails }) {
  const mayAct = useMayAct();
  const deeds = useRevisionDeeds(details.model.id);
  const { revisions, pinned_revision: pinned, hub_page: hubPage } = details;
  return (
    <Section title={words.title}>
      {revisions.length === 0 ? (
        <p className="text-sm text-muted">{words.none}</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
          {revisions.map(({ revision, refs, is_loaded, size_bytes }) => (
            <li key={revision} className="flex flex-wrap items-center gap-2 px-3 py-1.5">
              <OutwardLink href={`${hubPage}/tree/${revision}`} title={words.atHub(revision)}>
                <code className="font-mono text-xs">{revision.slice(0, SHORT_SHA)}</code>
              </OutwardLink>
              <span className="text-muted">{refs.join(", ")}</span>
              {is_loaded && <Badge tone="accent">{words.loaded}</Badge>}
              {revision === pinned && <Badge icon={Pin}>{words.pinned}</Badge>}
              <span className="ml-auto text-muted">{formatBytes(size_bytes)}</span>
            </li>
          ))}
        </ul>
      )}
      {pinned && <p className="mt-2 text-sm text-muted">{words.pinnedHint}</p>}
      {!pinned && <Newer details={details} onApply={mayAct ? deeds.apply : null} />}
      {mayAct && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button disabled={deeds.busy} onClick={pinned ? deeds.unpin : deeds.pin}>
            {pinned ? words.unpin : words.pin}
          </Button>
          {!pinned && (
            <Button disabled={deeds.busy} onClick={deeds.check}>
              {deeds.checking ? words.checking : words.check}
            </Button>
          )}
        </div>
      )}
    </Section>
  );
}

function Newer(props: { details: ModelDetails; onApply: (() => void) | null }) {
  const { update } = props.details;
  if (update === null) return <p className="mt-2 text-sm text-muted">{words.never}</p>;
  if (update.error_code) {
    return <p className="mt-2 text-sm text-muted">{words.refused(update.error_code)}</p>;
  }
  if (!update.update_available) {
    const when = formatDateTime(update.checked_at);
    return <p className="mt-2 text-sm text-muted">{words.newest(when)}</p>;
  }
  const { newest_revision, download_bytes, changed, added, removed } = update;
  return (
    <div className="mt-2">
      <Notice
        tone={update.used_by_collections.length > 0 ? "caution" : "info"}
        action={props.onApply && <Button onClick={props.onApply}>{words.apply}</Button>}
      >
        <p>
          {words.newer((newest_revision ?? "").slice(0, SHORT_SHA), formatBytes(download_bytes))}
        </p>
        <p className="text-muted">{words.changes(changed.length, added.length, removed.length)}</p>
        {update.used_by_collections.length > 0 && (
          <p>{words.concerns(update.used_by_collections.join(", "))}</p>
        )}
      </Notice>
    </div>
  );
}
