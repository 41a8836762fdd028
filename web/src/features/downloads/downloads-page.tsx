import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { RECENT_OPERATIONS } from "@/api/limits";
import { isFinished } from "@/api/operation-state";
import { recentOperations } from "@/api/operations";
import type { Operation } from "@/api/types";
import { activeOf } from "@/api/use-active";
import { t } from "@/lib/messages";
import { EmptyState } from "@/ui/empty-state";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { PageHead } from "@/ui/page-head";
import { ProblemNotice } from "@/ui/problem-notice";
import { Rows } from "@/ui/rows";
import { ActiveRow } from "./active-row";
import { FinishedRow } from "./finished-row";

const words = t.operations.page;

export function DownloadsPage() {
  const { data, isPending, error, refetch } = useQuery(recentOperations);
  return (
    <>
      <PageHead title={words.title} />
      {isPending && <ListSkeleton />}
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {data && <Lists operations={data} />}
    </>
  );
}

function Lists({ operations }: { operations: readonly Operation[] }) {
  const active = activeOf(operations);
  const finished = operations.filter(isFinished);
  return (
    <>
      <h2 className="mb-2 font-medium">{words.active}</h2>
      {active.length > 0 ? (
        <Rows>
          {active.map((operation) => (
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
      <h2 className="mt-6 mb-2 font-medium">{words.history}</h2>
      {finished.length > 0 ? (
        <Rows>
          {finished.map((operation) => (
            <FinishedRow key={operation.id} operation={operation} />
          ))}
        </Rows>
      ) : (
        <p className="text-muted">{words.noHistory}</p>
      )}
      {operations.length >= RECENT_OPERATIONS && (
        <p className="mt-3 text-sm text-muted">
          {words.lastOnes(RECENT_OPERATIONS)}{" "}
          <Link to="/audit" className="font-medium text-accent underline">
            {words.toAudit}
          </Link>
        </p>
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
