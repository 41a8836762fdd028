import type { ReactNode } from "react";
import { LoadingNote, Skeleton } from "./loading";
import { ProblemNotice } from "./problem-notice";

interface Query<Data> {
  data: Data | undefined;
  error: unknown;
  isPending: boolean;
  refetch: () => unknown;
}

/** What a query brought: its place while it is on its way, its problem, or `children` of its data. */
export function Loaded<Data>({
  query,
  children,
}: {
  query: Query<Data>;
  children: (data: Data) => ReactNode;
}) {
  return (
    <>
      {query.isPending && (
        <>
          <LoadingNote />
          <Skeleton className="h-24 w-full" />
        </>
      )}
      {query.error ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {query.data !== undefined && children(query.data)}
    </>
  );
}
