import type { Token } from "@/api/types";
import { t } from "@/lib/messages";
import { formatDate, formatDateTime } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Row } from "@/ui/rows";
import { endsSoon } from "./expiry";

const words = t.tokens;

/** What a token is for, how long, and whether anything still uses it. */
export function TokenRow(props: { token: Token; showOwner: boolean; onRevoke: () => void }) {
  const { token } = props;
  const facts = [
    ...(props.showOwner ? [words.of(token.username)] : []),
    words.since(formatDate(token.created_at)),
    token.expires_at ? words.until(formatDate(token.expires_at)) : words.unlimited,
    lastUse(token),
  ];
  return (
    <Row
      actions={
        <Button onClick={props.onRevoke}>
          {words.revoke}
          <span className="sr-only"> {token.name}</span>
        </Button>
      }
    >
      <h2 className="flex flex-wrap items-center gap-2 font-medium wrap-anywhere">
        {token.name}
        {token.scopes.map((scope) => (
          <span key={scope} title={words.scopeAbout[scope]}>
            <Badge>{words.scopes[scope]}</Badge>
          </span>
        ))}
        {token.expired && <Badge tone="caution">{words.expired}</Badge>}
        {endsSoon(token.expires_at, Date.now()) && <Badge tone="caution">{words.endsSoon}</Badge>}
      </h2>
      <p className="text-sm text-muted">{facts.join(" · ")}</p>
    </Row>
  );
}

function lastUse({ last_used_at: at, last_address: address }: Token): string {
  if (at === null) return words.neverUsed;
  const when = formatDateTime(at);
  return address === null ? words.used(when) : words.usedFrom(when, address);
}
