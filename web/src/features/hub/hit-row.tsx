import { Link } from "@tanstack/react-router";
import { Check, Code, Lock, Scale, TriangleAlert } from "lucide-react";
import type { Hit } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { useActiveOperations } from "@/api/use-active";
import { formatBytes, percent } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatCompact } from "@/lib/numbers";
import { formatDate } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { HitType } from "./hit-type";

const words = t.hubSearch;
const ACTION =
  "inline-flex h-8 items-center rounded-md border border-line-strong bg-surface px-3 text-sm whitespace-nowrap hover:bg-raised";

/** One model of the Hub: what it is, what it takes, what to know before fetching it. */
export function HitRow({ hit }: { hit: Hit }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-2.5">
      <div className="min-w-0 flex-1 basis-72">
        <h2 className="font-mono text-sm font-medium wrap-anywhere">{hit.model_id}</h2>
        <div className="mt-1 flex flex-wrap items-center gap-1.5">
          <HitType hit={hit} />
          <Warnings hit={hit} />
        </div>
        <p className="mt-1 text-sm text-muted tabular-nums">{factsOf(hit).join(" · ")}</p>
      </div>
      <Deeds hit={hit} />
    </li>
  );
}

function factsOf(hit: Hit): string[] {
  return [
    hit.needed_bytes === null ? words.sizeFromPlan : words.needs(formatBytes(hit.needed_bytes)),
    hit.parameters === null ? null : words.weights(formatCompact(hit.parameters)),
    hit.license ?? words.noLicence,
    hit.downloads === null ? null : words.downloads(formatCompact(hit.downloads)),
    hit.likes === null ? null : words.likes(formatCompact(hit.likes)),
    hit.last_modified === null ? null : words.changed(formatDate(hit.last_modified)),
  ].filter((fact) => fact !== null);
}

function Warnings({ hit }: { hit: Hit }) {
  return (
    <>
      {hit.gated && (
        <Badge tone="caution" icon={Lock}>
          {words.gated[hit.gated]}
        </Badge>
      )}
      {hit.commercial_use === false && (
        <Badge tone="caution" icon={Scale}>
          {t.models.badges.nonCommercial}
        </Badge>
      )}
      {hit.unsafe && (
        <Badge tone="caution" icon={TriangleAlert}>
          {words.pickled}
        </Badge>
      )}
      {hit.remote_code && (
        <Badge tone="caution" icon={Code}>
          {words.remoteCode}
        </Badge>
      )}
    </>
  );
}

/** What can be done with it. The dialogs are another feature's: the address asks for them. */
function Deeds({ hit }: { hit: Hit }) {
  const mayAct = useMayAct();
  const busy = useActiveOperations().find(({ model_id }) => model_id === hit.model_id);
  const named = <span className="sr-only"> {hit.model_id}</span>;
  const here = hit.status === "installed";
  if (busy) {
    return (
      <Link to="/downloads" className={ACTION}>
        {t.operations.status[busy.status]}{" "}
        {busy.bytes_total ? `${percent(busy.bytes_downloaded, busy.bytes_total)} %` : ""}
        {named}
      </Link>
    );
  }
  return (
    <div className="flex flex-wrap items-center gap-2">
      {hit.origin !== null && (
        <Link to="/models/$" params={{ _splat: hit.model_id }} className={ACTION}>
          {here && <Check aria-hidden className="mr-1.5 size-4 text-accent" />}
          {here ? t.models.badges.installed : words.details}
          {named}
        </Link>
      )}
      {mayAct && hit.origin === null && (
        <Link
          from="/search"
          to="/search"
          search={(search) => ({ ...search, add: hit.model_id })}
          resetScroll={false}
          className={ACTION}
        >
          {words.add}
          {named}
        </Link>
      )}
      {mayAct && !here && (
        <Link
          from="/search"
          to="/search"
          search={(search) => ({ ...search, plan: hit.model_id })}
          resetScroll={false}
          className={ACTION}
        >
          {t.models.card.download}
          {named}
        </Link>
      )}
    </div>
  );
}
