import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { leftovers } from "@/api/storage";
import type { Disk } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { Skeleton } from "@/ui/loading";

const FRESH_MS = 300_000;
const FRAME = "mt-2 mb-5 grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1 text-sm";

/** How full the disk of the cache is, and with what. */
export function DiskBar({ disk, modelsBytes }: { disk: Disk; modelsBytes: number }) {
  const otherBytes = Math.max(0, disk.total_bytes - disk.free_bytes - modelsBytes);
  const words = t.models.disk;
  const { data: waste = 0 } = useQuery({
    ...leftovers,
    select: (found) => found.suggested_bytes,
    // The server looks at the disk for it, and a list is opened more often than that changes.
    staleTime: FRESH_MS,
  });
  const parts = [
    { text: words.models(formatBytes(modelsBytes)), bytes: modelsBytes, colour: "bg-accent" },
    { text: words.other(formatBytes(otherBytes)), bytes: otherBytes, colour: "bg-other" },
    { text: words.free(formatBytes(disk.free_bytes)), bytes: disk.free_bytes, colour: "bg-raised" },
  ];
  return (
    <section className={FRAME} aria-label={words.label}>
      <span className="font-medium">{words.label}</span>
      <div
        role="img"
        aria-label={words.description(parts.map((part) => part.text).join(", "))}
        className="flex h-2.5 gap-px overflow-hidden rounded-full"
      >
        {parts.map((part) => (
          <div
            key={part.colour}
            className={part.colour}
            style={{ flexGrow: part.bytes, flexBasis: 0 }}
          />
        ))}
      </div>
      <ul className="col-start-2 flex flex-wrap gap-x-4 text-muted">
        {parts.map((part) => (
          <li key={part.colour} className="flex items-center gap-1.5">
            <span className={`size-2 rounded-full border border-line-strong ${part.colour}`} />
            {part.text}
          </li>
        ))}
        {waste > 0 && (
          <li className="ml-auto">
            <Link to="/storage" className="text-accent underline-offset-2 hover:underline">
              {words.reclaim(formatBytes(waste))}
            </Link>
          </li>
        )}
      </ul>
    </section>
  );
}

export function DiskBarSkeleton() {
  return (
    <div className={FRAME}>
      <span className="font-medium">{t.models.disk.label}</span>
      <Skeleton className="h-2.5 rounded-full" />
      <div className="col-start-2 h-5" />
    </div>
  );
}
