import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { collections, collectionsKey, deleteCollection } from "@/api/collections";
import { refreshModels } from "@/api/live/apply";
import type { Collection } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { Button } from "@/ui/button";
import { ConfirmDialog } from "@/ui/confirm-dialog";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Notice } from "@/ui/notice";
import { PageHead } from "@/ui/page-head";
import { Rows } from "@/ui/rows";
import { CollectionDialog } from "./collection-dialog";
import { CollectionRow, type OpenDialog } from "./collection-row";

const words = t.collections;
type Open = { kind: "add" } | OpenDialog;

/** The indexes and programs that depend on models. */
export function CollectionsPage() {
  const mayAct = useMayAct();
  const query = useInfiniteQuery(collections);
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <PageHead
        title={words.title}
        about={words.explained}
        action={
          mayAct && (
            <Button tone="primary" onClick={() => setOpen({ kind: "add" })}>
              {words.add}
            </Button>
          )
        }
      />
      <Loaded query={query}>
        {({ pages }) =>
          pages[0]?.collections.length ? (
            <>
              <ToReindex count={pages[0].to_reindex} />
              <Rows>
                {pages
                  .flatMap((page) => page.collections)
                  .map((collection) => (
                    <CollectionRow key={collection.id} collection={collection} onOpen={setOpen} />
                  ))}
              </Rows>
            </>
          ) : (
            <EmptyState>{words.empty}</EmptyState>
          )
        }
      </Loaded>
      <MoreButton query={query}>{t.common.more}</MoreButton>
      {open?.kind === "add" && <CollectionDialog onClose={close} />}
      {open?.kind === "change" && <CollectionDialog collection={open.collection} onClose={close} />}
      {open?.kind === "remove" && <Removal collection={open.collection} onClose={close} />}
    </>
  );
}

function ToReindex({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <div className="mb-3">
      <Notice tone="caution">
        <p className="font-medium">{words.toReindex(count)}</p>
        <p>{words.toReindexAbout}</p>
      </Notice>
    </div>
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
