import { type ReactNode, useDeferredValue } from "react";
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
  // An answer is drawn in small steps: whoever presses or types something meanwhile is heard.
  const drawn = useDeferredValue(query.data);
  const data = query.data === undefined ? undefined : drawn;
  const isComing = data === undefined && query.data !== undefined;
  return (
    <>
      {(query.isPending || isComing) && (
        <>
          <LoadingNote />
          <Skeleton className="h-24 w-full" />
        </>
      )}
      {query.error ? (
        <ProblemNotice error={query.error} onRetry={() => void query.refetch()} />
      ) : null}
      {data !== undefined && children(data)}
    </>
  );
}
