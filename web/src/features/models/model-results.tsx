import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { useCallback, useDeferredValue, useEffect, useMemo } from "react";
import { endedOperations } from "@/api/operations";
import type { Model, ModelList } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { t } from "@/lib/messages";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { ProblemNotice } from "@/ui/problem-notice";
import { WindowList } from "@/ui/window-list";
import type { Deed } from "./card-actions";
import { newestByModel } from "./card-state";
import { CARD_HEIGHT, ModelCard } from "./model-card";
import { ModelRow, ROW_HEIGHT, RowsHeading } from "./model-row";
import { NoModels } from "./no-models";
import type { ModelsState, View } from "./search";
import type { ChangeSearch } from "./use-models-search";
import type { Selection } from "./use-selection";

const CARDS = { itemHeight: CARD_HEIGHT, gap: 12, narrowestItem: 368 };
const ROWS = { itemHeight: ROW_HEIGHT, gap: 0 };
const SKELETONS = [1, 2, 3, 4, 5, 6];
const idOf = (model: Model) => model.id;

interface ModelResultsProps {
  search: ModelsState;
  view: View;
  list: UseInfiniteQueryResult<{ pages: ModelList[] }>;
  models: readonly Model[];
  selection: Selection;
  onAsk: (deed: Deed, model: Model) => void;
  onChange: ChangeSearch;
}

export function ModelResults(props: ModelResultsProps) {
  const { search, view, list, models, selection } = props;
  // Drawn in small steps: whoever types or presses something meanwhile does not wait for it.
  const drawn = useDeferredValue(models);
  const { data: operations } = useInfiniteQuery(endedOperations);
  const newest = useMemo(() => newestByModel(operations ?? []), [operations]);
  const mayAct = useMayAct();
  const reachOn = useReach(search, list, props.onChange);
  if (list.isError && models.length === 0) {
    return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />;
  }
  const isAwaited = list.isPending || (list.isPlaceholderData && models.length === 0);
  if (!isAwaited && models.length === 0) {
    return <NoModels search={search} onChange={props.onChange} />;
  }
  const isDrawn = !isAwaited && drawn.length > 0;
  const Item = view === "cards" ? ModelCard : ModelRow;
  const drawItem = (model: Model) => (
    <Item
      model={model}
      last={newest.get(model.id)}
      mayAct={mayAct}
      selected={selection.ids.has(model.id)}
      onSelect={selection.toggle}
      onAsk={props.onAsk}
    />
  );
  return (
    <div className="pb-16">
      {view === "table" && <RowsHeading />}
      <WindowList
        placeholder={<ListSkeleton view={view} />}
        isDrawn={isDrawn}
        label={t.models.types[search.type]}
        items={drawn}
        itemKey={idOf}
        onNearEnd={reachOn}
        {...(view === "cards" ? CARDS : ROWS)}
      >
        {drawItem}
      </WindowList>
      {list.isFetchingNextPage && <p className="py-3 text-center text-muted">{t.common.loading}</p>}
      {list.isFetchNextPageError && (
        <ProblemNotice error={list.error} onRetry={() => void list.fetchNextPage()} />
      )}
    </div>
  );
}

/** Fetches the pages that the address says were reached; gives what reaches one further. */
function useReach(
  { page }: ModelsState,
  list: ModelResultsProps["list"],
  onChange: ChangeSearch,
): () => void {
  const reached = list.data?.pages.length ?? 0;
  const { hasNextPage, isFetching, isError, fetchNextPage } = list;
  useEffect(() => {
    if (reached > 0 && reached < page && hasNextPage && !isFetching && !isError) {
      void fetchNextPage();
    }
  }, [reached, page, hasNextPage, isFetching, isError, fetchNextPage]);
  return useCallback(() => {
    if (hasNextPage) onChange({ page: reached + 1 }, { replace: true });
  }, [hasNextPage, reached, onChange]);
}

function ListSkeleton({ view }: { view: View }) {
  const cards = view === "cards";
  const frame = cards ? "rounded-lg border p-4" : "border-b px-3 pt-3";
  return (
    <div
      className={
        cards ? "grid grid-cols-[repeat(auto-fill,minmax(min(100%,23rem),1fr))] gap-3" : ""
      }
    >
      <LoadingNote />
      {SKELETONS.map((key) => (
        <div
          key={key}
          style={{ height: cards ? CARD_HEIGHT : ROW_HEIGHT }}
          className={`flex flex-col gap-3 border-line bg-surface ${frame}`}
        >
          <Skeleton className="h-4 w-1/2" />
          {cards && <Skeleton className="h-3 w-3/4" />}
          {cards && <Skeleton className="mt-auto h-7 w-24 self-end" />}
        </div>
      ))}
    </div>
  );
}
