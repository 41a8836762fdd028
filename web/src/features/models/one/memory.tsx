import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { memoryEstimate } from "@/api/model-page";
import { sentenceOf } from "@/api/problem";
import type { Estimate, Need } from "@/api/types";
import { formatBytes } from "@/lib/bytes";

import { t } from "@/lib/messages";
import { formatCompact } from "@/lib/numbers";
import { formatTokens } from "@/lib/tokens";
import { Field } from "@/ui/field";
import { Skeleton } from "@/ui/loading";
import { Section } from "@/ui/section";

const words = t.modelPage.memory;

/** What the model needs in memory for some work, and whether this machine has it. */
export function Memory({ modelId }: { modelId: string }) {
  const [context, setContext] = useState("");
  const [batch, setBatch] = useState("");
  const work = { ...whole("context", context), ...whole("batch", batch) };
  const query = useQuery(memoryEstimate(modelId, useDeferredValue(work)));
  const { data } = query;
  return (
    <Section title={words.title} aside={data && summaryOf(data)}>
      <div className="rounded-lg border border-line bg-surface p-3">
        <div className="mb-3 grid max-w-md grid-cols-2 gap-3">
          <Field
            label={words.context}
            inputMode="numeric"
            placeholder={data ? String(data.tokens) : ""}
            value={context}
            onChange={(event) => setContext(event.target.value)}
          />
          <Field
            label={words.batch}
            inputMode="numeric"
            placeholder={data ? String(data.batch) : ""}
            value={batch}
            onChange={(event) => setBatch(event.target.value)}
          />
        </div>
        {query.isError ? (
          <p className="text-sm text-muted">{sentenceOf(query.error)}</p>
        ) : data === undefined ? (
          <Skeleton className="h-32 w-full" />
        ) : data.needs.length === 0 ? (
          <p className="text-sm text-muted">{words.unknown}</p>
        ) : (
          <Needs estimate={data} />
        )}
      </div>
    </Section>
  );
}

/** What was typed, where it is a number that can be asked for. */
function whole(name: "context" | "batch", typed: string) {
  const value = Number(typed.replace(/[\s_,.]/g, ""));
  return typed.trim() !== "" && Number.isInteger(value) && value > 0 ? { [name]: value } : {};
}

function summaryOf(estimate: Estimate): string {
  const { parameters, most_tokens } = estimate;
  return [
    parameters ? words.parameters(formatCompact(parameters)) : null,
    most_tokens ? words.most(formatTokens(most_tokens)) : null,
  ]
    .filter(Boolean)
    .join(" · ");
}

function Needs({ estimate }: { estimate: Estimate }) {
  const cached = estimate.needs.some((need) => need.kv_cache_bytes);
  const { columns } = words;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <thead>
          <tr className="text-left text-xs text-muted [&_th]:py-1 [&_th]:pr-4 [&_th]:font-medium">
            <th>{columns.precision}</th>
            <th className="max-sm:hidden">{columns.weights}</th>
            {cached && <th className="max-sm:hidden">{columns.kv}</th>}
            <th className="max-sm:hidden">{columns.work}</th>
            <th className="max-sm:hidden">{columns.rest}</th>
            <th>{columns.total}</th>
            <th>{columns.here}</th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line [&_td]:py-1.5 [&_td]:pr-4">
          {estimate.needs.map((need) => (
            <NeedRow key={need.precision} need={need} cached={cached} />
          ))}
        </tbody>
      </table>
      {estimate.missing.length > 0 && (
        <p className="mt-2 text-sm text-muted">{words.missing(estimate.missing.join(", "))}</p>
      )}
    </div>
  );
}

const FIT_COLOURS = { fits: "text-accent", tight: "text-caution", no: "text-danger" };

function NeedRow({ need, cached }: { need: Need; cached: boolean }) {
  const known = (bytes: number | null) => (bytes === null ? "–" : formatBytes(bytes));
  return (
    <tr>
      <td className="font-mono text-xs">{need.precision}</td>
      <td className="max-sm:hidden">{formatBytes(need.weights_bytes + need.loading_bytes)}</td>
      {cached && <td className="max-sm:hidden">{known(need.kv_cache_bytes)}</td>}
      <td className="max-sm:hidden">{known(need.activation_bytes)}</td>
      <td className="max-sm:hidden">{formatBytes(need.runtime_bytes)}</td>
      <td className="font-medium">{formatBytes(need.total_bytes)}</td>
      <td className={FIT_COLOURS[need.fit]}>{t.models.card.fits[need.fit]}</td>
    </tr>
  );
}
