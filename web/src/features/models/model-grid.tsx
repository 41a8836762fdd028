import { type UseInfiniteQueryResult, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { recentOperations } from "@/api/operations";
import type { Model, ModelList } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { ProblemNotice } from "@/ui/problem-notice";
import { newestByModel } from "./card-state";
import { CARD_HEIGHT, ModelCard } from "./model-card";
import type { Deed } from "./models-page";
import { NoModels } from "./no-models";
import type { ModelsSearch } from "./search";

const GRID = "grid grid-cols-[repeat(auto-fill,minmax(min(100%,23rem),1fr))] gap-3";
const SKELETONS = [1, 2, 3, 4, 5, 6];

interface ModelGridProps {
  search: Required<ModelsSearch>;
  list: UseInfiniteQueryResult<{ pages: ModelList[] }>;
  onAsk: (deed: Deed, model: Model) => void;
  onChange: (part: ModelsSearch) => void;
}

export function ModelGrid({ search, list, onAsk, onChange }: ModelGridProps) {
  const { data: operations } = useQuery(recentOperations);
  const newest = useMemo(() => newestByModel(operations ?? []), [operations]);
  const mayAct = useMayAct();
  const models = list.data?.pages.flatMap((page) => page.models) ?? [];
  const waiting = list.isPending || (list.isPlaceholderData && models.length === 0);

  if (list.isError && models.length === 0) {
    return <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />;
  }
  if (waiting) return <GridSkeleton />;
  if (models.length === 0) return <NoModels search={search} onChange={onChange} />;
  return (
    <>
      <ul className={GRID} aria-label={t.models.types[search.type]}>
        {models.map((model) => (
          <li key={model.id} className="min-w-0">
            <ModelCard model={model} last={newest.get(model.id)} mayAct={mayAct} onAsk={onAsk} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div className="mt-4 flex justify-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? t.common.loading : t.models.more}
          </Button>
        </div>
      )}
    </>
  );
}

function GridSkeleton() {
  return (
    <div className={GRID}>
      <LoadingNote />
      {SKELETONS.map((key) => (
        <div
          key={key}
          className={`${CARD_HEIGHT} flex flex-col gap-3 rounded-lg border border-line bg-surface p-4`}
        >
          <Skeleton className="h-4 w-1/2" />
          <Skeleton className="h-3 w-3/4" />
          <Skeleton className="h-3 w-2/3" />
          <Skeleton className="mt-auto h-7 w-24 self-end" />
        </div>
      ))}
    </div>
  );
}
