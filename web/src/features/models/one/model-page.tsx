import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { modelDetails } from "@/api/model-page";
import type { ModelDetails } from "@/api/types";
import { said, t } from "@/lib/messages";
import { InOrder } from "@/ui/in-order";
import { LoadingNote, Skeleton } from "@/ui/loading";
import { Notice } from "@/ui/notice";
import { ProblemNotice } from "@/ui/problem-notice";
import { Checks } from "./checks";
import { Collections } from "./collections";
import { Facts } from "./facts";
import { Files } from "./files";
import { History } from "./history";
import { Memory } from "./memory";
import { ModelHeader } from "./model-header";
import { Revisions } from "./revisions";
import { Snippets } from "./snippets-section";
import { useLook } from "./use-look";

const route = getRouteApi("/shell/models/$");

/** Everything known of one model, and everything that can be done with it. */
export function ModelPage() {
  const { _splat: modelId = "" } = route.useParams();
  const details = useQuery(modelDetails(modelId));
  if (details.isError && !details.data) {
    return <ProblemNotice error={details.error} onRetry={() => void details.refetch()} />;
  }
  // A new key: what was typed for one model is not about the next.
  return details.data ? <Page key={modelId} details={details.data} /> : <PageSkeleton />;
}

function Page({ details }: { details: ModelDetails }) {
  const { model } = details;
  const look = useLook(model.id);
  const isHere = model.status !== "available";
  const isElsewhere = model.extra_caches.length > 0;
  const nothingKnown = look.isError && !isHere && !isElsewhere && model.origin === "unmanaged";
  if (nothingKnown) {
    return (
      <>
        <h1 className="mb-3 text-lg font-semibold wrap-anywhere">{model.id}</h1>
        <ProblemNotice error={look.error} onRetry={look.again} />
      </>
    );
  }
  return (
    <>
      <ModelHeader details={details} />
      {model.problems.map((problem) => (
        <div key={problem} className="mt-4">
          <Notice tone="danger">{said(problem)}</Notice>
        </div>
      ))}
      <InOrder className="mt-5 grid gap-x-8 gap-y-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <InOrder className="flex min-w-0 flex-col gap-6">
          <Snippets details={details} look={look.inspection} />
          <Memory modelId={model.id} />
          <Files details={details} look={look} />
          <History modelId={model.id} />
        </InOrder>
        <InOrder className="flex min-w-0 flex-col gap-6">
          <Facts model={model} look={look} />
          {isHere && <Checks model={model} />}
          {isHere && <Revisions details={details} />}
          <Collections modelId={model.id} />
        </InOrder>
      </InOrder>
    </>
  );
}

function PageSkeleton() {
  return (
    <div className="flex flex-col gap-4">
      <LoadingNote />
      <p className="text-sm text-muted">{t.modelPage.back}</p>
      <Skeleton className="h-6 w-64" />
      <Skeleton className="h-4 w-96" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
