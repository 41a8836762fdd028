import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { tokens } from "@/api/people";
import type { Token } from "@/api/types";
import { useAccount } from "@/api/use-account";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { PageHead } from "@/ui/page-head";
import { Rows } from "@/ui/rows";
import { SearchBox } from "@/ui/search-box";
import { Segmented } from "@/ui/segmented";
import { CreateToken } from "./create-token";
import { NewToken } from "./new-token";
import { RevokeToken } from "./revoke-token";
import { DEFAULT_TOKENS_SEARCH, type TokensSearch, tokensMatching, WHOSE } from "./search";
import { TokenRow } from "./token-row";

const words = t.tokens;
const route = getRouteApi("/shell/tokens");

/** API tokens: one's own, and for administrators everyone's. A new one is shown once. */
export function TokensPage() {
  const isAdmin = useAccount()?.role === "admin";
  const asked = { ...DEFAULT_TOKENS_SEARCH, ...route.useSearch() };
  const search = isAdmin ? asked : { ...asked, whose: DEFAULT_TOKENS_SEARCH.whose };
  const navigate = route.useNavigate();
  const change = (part: TokensSearch) =>
    void navigate({ search: { ...search, ...part }, replace: true, resetScroll: false });
  const query = useQuery(tokens(search.whose));
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<Token | null>(null);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  return (
    <>
      <PageHead
        title={words.title}
        about={words.about}
        action={
          <Button tone="primary" onClick={() => setCreating(true)}>
            {words.create}
          </Button>
        }
      />
      {made && <NewToken {...made} onDone={() => setMade(null)} />}
      <search className="mb-3 flex flex-wrap items-center gap-2">
        {isAdmin && (
          <Segmented
            legend={words.whose}
            name="whose"
            value={search.whose}
            choices={WHOSE.map((value) => ({ value, label: words[value] }))}
            onChoose={(whose) => change({ whose })}
          />
        )}
        <SearchBox
          label={words.search}
          hint={words.searchHint}
          value={search.q}
          onSearch={(q) => change({ q })}
        />
      </search>
      <Loaded query={query}>
        {(all) => (
          <TokenList
            all={all}
            text={search.q}
            showOwner={search.whose === "everyone"}
            onReset={() => change({ q: "" })}
            onRevoke={setRevoking}
          />
        )}
      </Loaded>
      {creating && <CreateToken onClose={() => setCreating(false)} onMade={setMade} />}
      {revoking && <RevokeToken token={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function TokenList(props: {
  all: readonly Token[];
  text: string;
  showOwner: boolean;
  onReset: () => void;
  onRevoke: (token: Token) => void;
}) {
  const found = tokensMatching(props.all, props.text);
  if (props.all.length === 0) return <EmptyState>{words.none}</EmptyState>;
  if (found.length === 0) {
    return (
      <EmptyState action={<Button onClick={props.onReset}>{words.showAll}</Button>}>
        {words.nothing}
      </EmptyState>
    );
  }
  return (
    <Rows>
      {found.map((token) => (
        <TokenRow
          key={token.id}
          token={token}
          showOwner={props.showOwner}
          onRevoke={() => props.onRevoke(token)}
        />
      ))}
    </Rows>
  );
}
