import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { collectionsKey, noteReindexed } from "@/api/collections";
import { sentenceOf } from "@/api/problem";
import type { Collection } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Row } from "@/ui/rows";
import { MODEL_ROLES, type ModelRole, modelOf } from "./model-roles";
import { newRevision } from "./reindexing";

const words = t.collections;
const SHORT_SHA = 7;

export interface OpenDialog {
  kind: "change" | "remove";
  collection: Collection;
}

/** A collection: whose it is, what it depends on, and what its owner can do about it. */
export function CollectionRow(props: {
  collection: Collection;
  onOpen: (open: OpenDialog) => void;
}) {
  const { collection, onOpen } = props;
  const account = useAccount();
  const mayChange =
    account !== undefined && (account.role === "admin" || account.id === collection.owner_id);
  const named = <span className="sr-only">{words.of(collection.name)}</span>;
  return (
    <Row
      actions={
        mayChange && (
          <div className="flex flex-wrap gap-2">
            {collection.needs_reindexing && <Reindexed collection={collection} />}
            <Button onClick={() => onOpen({ kind: "change", collection })}>
              {words.change}
              {named}
            </Button>
            <Button tone="quiet" onClick={() => onOpen({ kind: "remove", collection })}>
              {words.remove}
              {named}
            </Button>
          </div>
        )
      }
    >
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-medium wrap-anywhere">{collection.name}</h2>
        {collection.needs_reindexing && (
          <Badge tone="caution" icon={TriangleAlert}>
            {words.needsReindexing}
          </Badge>
        )}
      </div>
      <p className="text-sm text-muted">{words.owner(collection.owner)}</p>
      <ul className="mt-1 text-sm">
        {MODEL_ROLES.map((role) => (
          <ModelLine key={role} collection={collection} role={role} />
        ))}
      </ul>
    </Row>
  );
}

function ModelLine({ collection, role }: { collection: Collection; role: ModelRole }) {
  const { model, revision } = modelOf(collection, role);
  const replacedBy = newRevision(collection, role);
  if (!model) return null;
  return (
    <li className="wrap-anywhere">
      <span className="text-muted">{words.roles[role]}</span>{" "}
      <Link
        to="/models/$"
        params={{ _splat: model }}
        className="font-mono underline-offset-2 hover:underline"
      >
        {model}
      </Link>
      {revision && (
        <span className="text-muted"> · {words.builtOn(revision.slice(0, SHORT_SHA))}</span>
      )}
      {replacedBy && <span> · {words.nowInstalled(replacedBy.slice(0, SHORT_SHA))}</span>}
    </li>
  );
}

/** For whoever has built the index anew: notes what it is built on now. */
function Reindexed({ collection }: { collection: Collection }) {
  const client = useQueryClient();
  const note = useMutation({
    mutationFn: () => noteReindexed(collection.id),
    onSuccess: ({ name }) => showToast("done", words.reindexNoted(name)),
    onError: (error) => showToast("failed", sentenceOf(error)),
    onSettled: () => client.invalidateQueries({ queryKey: collectionsKey }),
  });
  return (
    <Button disabled={note.isPending} onClick={() => note.mutate()}>
      {words.reindexed}
      <span className="sr-only">{words.of(collection.name)}</span>
    </Button>
  );
}
