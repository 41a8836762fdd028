import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { hubSearch } from "@/api/hub";
import { systemReport } from "@/api/system";
import type { HubAnswer } from "@/api/types";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { MoreButton } from "@/ui/more-button";
import { Notice } from "@/ui/notice";
import { PageHead } from "@/ui/page-head";
import { Rows } from "@/ui/rows";
import { Filters } from "./filters";
import { HitRow } from "./hit-row";
import { RateLimit } from "./rate-limit";
import { DEFAULT_HUB_SEARCH, filterOf } from "./search";
import { useHubSearch } from "./use-hub-search";

const words = t.hubSearch;

/** Finds models at the Hub: what each is, how sure that is, and whether it is here. */
export function HubSearchPage() {
  const offline = useQuery(systemReport).data?.offline;
  return (
    <>
      <PageHead title={words.title} about={words.explained} />
      {offline ? <Notice tone="caution">{t.shell.hubOfflineHint}</Notice> : <Search />}
    </>
  );
}

function Search() {
  const { search, change } = useHubSearch();
  const query = useInfiniteQuery(hubSearch(filterOf(search)));
  const last = query.data?.pages.at(-1);
  return (
    <>
      <Filters search={search} onChange={change} />
      <div className="mt-2 mb-2 flex min-h-5 items-center gap-3 text-sm text-muted">
        <span role="status" className="flex-1">
          {query.isPlaceholderData ? words.searching : ""}
        </span>
        {last?.rate_limit && <RateLimit limit={last.rate_limit} />}
      </div>
      <Loaded query={query}>
        {({ pages }) => <Hits pages={pages} onReset={() => change(DEFAULT_HUB_SEARCH)} />}
      </Loaded>
      <MoreButton query={query}>
        {query.isFetchingNextPage ? words.searching : t.common.more}
      </MoreButton>
    </>
  );
}

function Hits({ pages, onReset }: { pages: readonly HubAnswer[]; onReset: () => void }) {
  const hits = pages.flatMap((page) => page.models);
  if (hits.length === 0) {
    return (
      <EmptyState action={<Button onClick={onReset}>{words.reset}</Button>}>
        {words.nothing}
      </EmptyState>
    );
  }
  return (
    <Rows label={words.results}>
      {hits.map((hit) => (
        <HitRow key={hit.model_id} hit={hit} />
      ))}
    </Rows>
  );
}
