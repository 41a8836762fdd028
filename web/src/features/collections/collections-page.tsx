import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { collections, collectionsKey, deleteCollection } from "@/api/collections";
import { refreshModels } from "@/api/live/apply";
import type { Collection } from "@/api/types";
import { useAccount, useMayAct } from "@/api/use-account";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Row, Rows } from "@/ui/rows";
import { CollectionDialog } from "./collection-dialog";
import { MODEL_ROLES, modelOf } from "./model-roles";

const words = t.collections;
type Open = { kind: "add" } | { kind: "change" | "remove"; collection: Collection };

/** The indexes and programs that depend on models. */
export function CollectionsPage() {
  const mayAct = useMayAct();
  const query = useQuery(collections);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <div className="mb-1 flex flex-wrap items-center gap-3">
        <h1 className="flex-1 text-lg font-semibold">{words.title}</h1>
        {mayAct && (
          <Button tone="primary" onClick={() => setOpen({ kind: "add" })}>
            {words.add}
          </Button>
        )}
      </div>
      <p className="mb-4 max-w-prose text-sm text-muted">{words.explained}</p>
      <Loaded query={query}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState>{words.empty}</EmptyState>
          ) : (
            <Rows>
              {found.map((collection) => (
                <CollectionRow key={collection.id} collection={collection} onOpen={setOpen} />
              ))}
            </Rows>
          )
        }
      </Loaded>
      {open?.kind === "add" && <CollectionDialog onClose={close} />}
      {open?.kind === "change" && <CollectionDialog collection={open.collection} onClose={close} />}
      {open?.kind === "remove" && <Removal collection={open.collection} onClose={close} />}
    </>
  );
}

function CollectionRow(props: { collection: Collection; onOpen: (open: Open) => void }) {
  const { collection, onOpen } = props;
  const account = useAccount();
  const mayChange =
    account !== undefined && (account.role === "admin" || account.id === collection.owner_id);
  const named = <span className="sr-only">{words.of(collection.name)}</span>;
  return (
    <Row
      actions={
        mayChange && (
          <div className="flex gap-2">
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
      <h2 className="font-medium wrap-anywhere">{collection.name}</h2>
      <p className="text-sm text-muted">{words.owner(collection.owner)}</p>
      <ul className="mt-1 text-sm">
        {MODEL_ROLES.map((role) => {
          const { model, revision } = modelOf(collection, role);
          if (!model) return null;
          return (
            <li key={role} className="wrap-anywhere">
              <span className="text-muted">{words.roles[role]}</span>{" "}
              <span className="font-mono">{model}</span>
              {revision && (
                <span className="text-muted"> · {words.builtOn(revision.slice(0, 7))}</span>
              )}
            </li>
          );
        })}
      </ul>
    </Row>
  );
}

function Removal({ collection, onClose }: { collection: Collection; onClose: () => void }) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteCollection(collection.id),
    onSuccess: () => {
      onClose();
      showToast("done", words.removed(collection.name));
      refreshModels(client);
    },
    onSettled: () => client.invalidateQueries({ queryKey: collectionsKey }),
  });
  return (
    <ConfirmDialog
      title={words.removal.title(collection.name)}
      description={words.removal.description}
      submit={words.removal.submit(collection.name)}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    >
      {words.removal.body}
    </ConfirmDialog>
  );
}
