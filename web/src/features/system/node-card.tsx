import { Check, CircleX } from "lucide-react";
import type { NodeReport } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDateTime } from "@/lib/time";
import { Badge } from "@/ui/badge";
import { Facts } from "./facts";

const words = t.system;

/** One machine with a cache: whether its worker lives, and what it has. */
export function NodeCard({ node }: { node: NodeReport }) {
  return (
    <article aria-label={node.name} className="rounded-lg border border-line bg-surface p-4">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="font-mono text-sm font-medium">{node.name}</h3>
        {node.at_work ? (
          <Badge tone="accent" icon={Check}>
            {words.atWork}
          </Badge>
        ) : (
          <Badge tone="caution" icon={CircleX}>
            {words.notAtWork}
          </Badge>
        )}
        {!node.at_work && (
          <span className="text-sm text-muted">{words.seen(formatDateTime(node.seen_at))}</span>
        )}
      </div>
      <Facts facts={factsOf(node)} />
    </article>
  );
}

function factsOf({ cache_dir, disk, memory, accelerators, cores, system }: NodeReport) {
  const names = words.facts;
  const processor = [cores && words.cores(cores), system].filter(Boolean).join(" · ");
  return [
    [names.cache, cache_dir ?? words.unknown],
    [
      names.disk,
      disk
        ? words.freeOf(formatBytes(disk.free_bytes), formatBytes(disk.total_bytes))
        : words.unknown,
    ],
    [
      names.memory,
      memory
        ? words.availableOf(formatBytes(memory.available_bytes), formatBytes(memory.total_bytes)) +
          (memory.limited ? ` · ${words.limited}` : "")
        : words.unknown,
    ],
    [
      names.accelerators,
      accelerators ? accelerators.map(describe).join(", ") || words.none : words.unknown,
    ],
    [names.processor, processor || words.unknown],
  ] as const;
}

function describe({
  name,
  free_bytes,
  total_bytes,
  unified,
}: NonNullable<NodeReport["accelerators"]>[number]): string {
  const free = words.freeOf(formatBytes(free_bytes), formatBytes(total_bytes));
  return unified ? `${name} (${words.unified})` : `${name}, ${free}`;
}
