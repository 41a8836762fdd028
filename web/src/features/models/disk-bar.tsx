import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { diskMap, leftovers } from "@/api/storage";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { PART_COLOURS, shownParts } from "@/parts/disk-parts";
import { Skeleton } from "@/ui/loading";

const FRESH_MS = 300_000;
const FRAME = "mt-2 mb-5 grid grid-cols-[auto_1fr] items-center gap-x-3 gap-y-1 text-sm";

/** How full the disk of the cache is, and with what: in the same parts as Storage has. */
export function DiskBar() {
  const words = t.models.disk;
  const { data: waste = 0 } = useQuery({
    ...leftovers,
    select: (found) => found.suggested_bytes,
    // The server looks at the disk for it, and a list is opened more often than that changes.
    staleTime: FRESH_MS,
  });
  const { data: map } = useQuery(diskMap);
  if (map === undefined) return <DiskBarSkeleton />;
  const parts = shownParts(map).map(({ part, size_bytes }) => ({
    text: `${t.storage.map.parts[part]} ${formatBytes(size_bytes)}`,
    bytes: size_bytes,
    colour: PART_COLOURS[part],
  }));
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
            style={{ flexGrow: part.bytes, flexBasis: 0, backgroundColor: part.colour }}
          />
        ))}
      </div>
      <ul className="col-start-2 flex flex-wrap content-start gap-x-4 text-muted max-sm:min-h-10">
        {parts.map((part) => (
          <li key={part.colour} className="flex items-center gap-1.5">
            <span
              className="size-2 rounded-full border border-line-strong"
              style={{ backgroundColor: part.colour }}
            />
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

function DiskBarSkeleton() {
  return (
    <div className={FRAME}>
      <span className="font-medium">{t.models.disk.label}</span>
      <Skeleton className="h-2.5 rounded-full" />
      {/* On a phone the parts take two lines. */}
      <div className="col-start-2 h-5 max-sm:h-10" />
    </div>
  );
}
