import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { diskMap } from "@/api/storage";
import type { DiskMap } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { PART_COLOURS, shownParts } from "@/parts/disk-parts";
import { EmptyState } from "@/ui/empty-state";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/section";
import { BudgetLine } from "./budget-line";
import { besideLargest } from "./parts";

const words = t.storage.map;

/** The whole disk, drawn: its parts, and the models in it by kind and by size. */
export function DiskMapSection() {
  const query = useQuery(diskMap);
  return (
    <Section title={words.title}>
      <Loaded query={query}>
        {(map) =>
          map.looked_at === null ? (
            <EmptyState>{words.notYet}</EmptyState>
          ) : (
            <div className="flex flex-col gap-4 rounded-lg border border-line bg-surface p-4">
              <Parts map={map} />
              {map.budget && <BudgetLine budget={map.budget} />}
              {map.models.length === 0 ? (
                <p className="text-sm text-muted">
                  {words.nothing}{" "}
                  <Link to="/settings/models" className="font-medium text-accent underline">
                    {words.choose}
                  </Link>
                </p>
              ) : (
                <div className="grid gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
                  <Groups map={map} />
                  <Largest map={map} />
                </div>
              )}
            </div>
          )
        }
      </Loaded>
    </Section>
  );
}

function Parts({ map }: { map: DiskMap }) {
  const parts = shownParts(map);
  return (
    <div>
      <div aria-hidden className="flex h-6 gap-px overflow-hidden rounded bg-line">
        {parts.map(({ part, share }) => (
          <div
            key={part}
            style={{ flexGrow: Math.max(share, 0.002), backgroundColor: PART_COLOURS[part] }}
          />
        ))}
      </div>
      <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {parts.map(({ part, size_bytes }) => (
          <div key={part} className="flex items-center gap-1.5">
            <span
              aria-hidden
              className="size-2.5 rounded-xs outline outline-line-strong"
              style={{ backgroundColor: PART_COLOURS[part] }}
            />
            <dt className="text-muted">{words.parts[part]}</dt>
            <dd>{formatBytes(size_bytes)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Groups({ map }: { map: DiskMap }) {
  const groups = map.models.toSorted((a, b) => b.size_bytes - a.size_bytes);
  return (
    <div>
      <h3 className="mb-1 text-sm text-muted">{words.byType}</h3>
      <table className="w-full text-sm">
        <thead className="sr-only">
          <tr>
            <th scope="col">{words.type}</th>
            <th scope="col">{words.count}</th>
            <th scope="col">{words.size}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map(({ model_type, status, count, size_bytes }) => (
            <tr key={`${model_type} ${status}`} className="border-t border-line first:border-0">
              <td className="py-1">
                {words.types[model_type ?? "other"] ?? model_type}
                <span className="text-muted"> · {words.statuses[status]}</span>
              </td>
              <td className="px-3 py-1 text-right text-muted">{count}</td>
              <td className="py-1 text-right whitespace-nowrap">{formatBytes(size_bytes)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const MOST_SHOWN = 10;

function Largest({ map }: { map: DiskMap }) {
  return (
    <div>
      <h3 className="mb-1 text-sm text-muted">{words.largest}</h3>
      <ol className="flex flex-col gap-1 text-sm">
        {besideLargest(map.largest.slice(0, MOST_SHOWN)).map(({ id, size_bytes, width }) => (
          <li
            key={id}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 sm:grid-cols-[minmax(0,1fr)_6rem_5rem]"
          >
            <Link
              to="/models/$"
              params={{ _splat: id }}
              className="font-mono text-xs wrap-anywhere hover:underline"
            >
              {id}
            </Link>
            <span
              aria-hidden
              className="h-2 overflow-hidden rounded-full bg-raised max-sm:order-last max-sm:col-span-2"
            >
              <span className="block h-full bg-accent" style={{ width }} />
            </span>
            <span className="text-right whitespace-nowrap">{formatBytes(size_bytes)}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
