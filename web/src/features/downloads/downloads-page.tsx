import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { activeOperations, endedOperations } from "@/api/operations";
import type { Operation } from "@/api/types";
import { oldestFirst } from "@/api/use-active";
import { t } from "@/lib/messages";
import { EmptyState } from "@/ui/empty-state";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { MoreButton } from "@/ui/more-button";
import { PageHead } from "@/ui/page-head";
import { ProblemNotice } from "@/ui/problem-notice";
import { Rows } from "@/ui/rows";
import { ActiveRow } from "./active-row";
import { FinishedRow } from "./finished-row";

const words = t.operations.page;

export function DownloadsPage() {
  const active = useQuery({ ...activeOperations, select: oldestFirst });
  const ended = useInfiniteQuery(endedOperations);
  const failed = [active, ended].find((query) => query.isError);
  const retry = () => {
    void active.refetch();
    void ended.refetch();
  };
  return (
    <>
      <PageHead title={words.title} />
      {(active.isPending || ended.isPending) && !failed && <ListSkeleton />}
      {failed && <ProblemNotice error={failed.error} onRetry={retry} />}
      {active.data && ended.data && (
        <>
          <Active operations={active.data} />
          <Ended operations={ended.data} />
          <MoreButton query={ended}>{t.common.more}</MoreButton>
        </>
      )}
    </>
  );
}

function Active({ operations }: { operations: readonly Operation[] }) {
  return (
    <>
      <h2 className="mb-2 font-medium">{words.active}</h2>
      {operations.length > 0 ? (
        <Rows>
          {operations.map((operation) => (
            <ActiveRow key={operation.id} operation={operation} />
          ))}
        </Rows>
      ) : (
        <EmptyState
          action={
            <Link to="/settings/models" className="font-medium text-accent underline">
              {words.toModels}
            </Link>
          }
        >
          {words.nothingActive}
        </EmptyState>
      )}
    </>
  );
}

function Ended({ operations }: { operations: readonly Operation[] }) {
  return (
    <>
      <h2 className="mt-6 mb-2 font-medium">{words.history}</h2>
      {operations.length > 0 ? (
        <Rows label={words.history}>
          {operations.map((operation) => (
            <FinishedRow key={operation.id} operation={operation} />
          ))}
        </Rows>
      ) : (
        <p className="text-muted">{words.noHistory}</p>
      )}
    </>
  );
}

function ListSkeleton() {
  return (
    <>
      <LoadingNote />
      <Rows>
        {[1, 2, 3].map((key) => (
          <li key={key} className="flex flex-col gap-2 px-4 py-3">
            <Skeleton className="h-4 w-1/3" />
            <Skeleton className="h-3 w-2/3" />
          </li>
        ))}
      </Rows>
    </>
  );
}
