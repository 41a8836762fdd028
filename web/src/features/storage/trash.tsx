import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { trash } from "@/api/trash";
import type { Trash, Trashed } from "@/api/types";
import { useAccount, useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDuration } from "@/lib/time";
import { bringBack } from "@/parts/operation/bring-back";
import { Button } from "@/ui/button";
import { Dotted } from "@/ui/dotted";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Row, Rows } from "@/ui/rows";
import { Section } from "@/ui/section";
import { When } from "@/ui/when";
import { EmptyTrashDialog } from "./empty-trash-dialog";

const words = t.storage;
/** The time that is left is shown in minutes, and in seconds only at the end. */
const LOOK_AGAIN_MS = 5_000;

/** What was deleted and can still be brought back. */
export function TrashSection() {
  const query = useInfiniteQuery({
    ...trash,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.trash.length ? LOOK_AGAIN_MS : false),
  });
  const isAdmin = useAccount()?.role === "admin";
  const holds = (query.data?.pages[0]?.trash.length ?? 0) > 0;
  const [asks, setAsks] = useState(false);
  return (
    <Section
      title={words.trash}
      aside={isAdmin && holds && <Button onClick={() => setAsks(true)}>{words.emptyNow}</Button>}
    >
      <Loaded query={query}>{({ pages }) => <TrashList pages={pages} />}</Loaded>
      <MoreButton query={query}>{t.common.more}</MoreButton>
      {asks && <EmptyTrashDialog onClose={() => setAsks(false)} />}
    </Section>
  );
}

function TrashList({ pages }: { pages: readonly Trash[] }) {
  const mayAct = useMayAct();
  const waiting = pages.flatMap((page) => page.trash);
  const { total_bytes = 0, undo_window_seconds = 0 } = pages[0] ?? {};
  if (waiting.length === 0) {
    return (
      <p className="text-sm text-muted">{undo_window_seconds > 0 ? words.empty : words.noWindow}</p>
    );
  }
  return (
    <>
      <p className="mb-3 max-w-prose text-sm text-muted">
        {words.explained(formatDuration(undo_window_seconds), formatBytes(total_bytes))}
      </p>
      <Rows>
        {waiting.map((one) => (
          <TrashedRow key={one.id} trashed={one} mayAct={mayAct} />
        ))}
      </Rows>
    </>
  );
}

function TrashedRow({ trashed, mayAct }: { trashed: Trashed; mayAct: boolean }) {
  const client = useQueryClient();
  const restore = useMutation({
    mutationFn: () => bringBack(client, trashed.model_id, trashed.id),
  });
  return (
    <Row
      actions={
        mayAct &&
        trashed.restorable && (
          <Button disabled={restore.isPending} onClick={() => restore.mutate()}>
            {restore.isPending ? words.bringingBack : words.bringBack}
            <span className="sr-only"> {trashed.model_id}</span>
          </Button>
        )
      }
    >
      <h3 className="font-mono text-sm wrap-anywhere">{trashed.model_id}</h3>
      <p className="text-sm text-muted">
        <Dotted
          facts={[
            formatBytes(trashed.size_bytes),
            <When key="deleted" at={trashed.deleted_at} says={words.deletedAt} />,
            trashed.deleted_by ? words.by(trashed.deleted_by) : null,
            trashed.restorable ? words.left(formatDuration(trashed.seconds_left)) : null,
          ]}
        />
      </p>
      {!trashed.restorable && (
        <p className="text-sm">{trashed.place_taken ? words.placeTaken : words.over}</p>
      )}
    </Row>
  );
}
