import type { HubAnswer } from "@/api/types";
import { t } from "@/lib/messages";
import { formatCount } from "@/lib/numbers";
import { formatDuration } from "@/lib/time";

type Limit = NonNullable<HubAnswer["rate_limit"]>;
/** From here on it is worth a second look: a search is one request or two. */
const FEW = 20;

/** How often the Hub may still be asked; marked once that becomes few. */
export function RateLimit({ limit }: { limit: Limit }) {
  const few = limit.remaining <= FEW;
  return (
    <span className={few ? "font-medium text-caution" : undefined}>
      {t.hubSearch.rateLimit(
        formatCount(limit.remaining),
        limit.limit === null ? null : formatCount(limit.limit),
        formatDuration(limit.resets_in_seconds),
      )}
    </span>
  );
}
