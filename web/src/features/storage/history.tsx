import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { diskHistory } from "@/api/storage";
import type { DiskSample } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { formatDate } from "@/lib/time";
import { PART_COLOURS } from "@/parts/disk-parts";
import { Loaded } from "@/ui/loaded";
import { Section } from "@/ui/section";
import { Segmented } from "@/ui/segmented";
import { areasOf, partBytes } from "./history-areas";

const words = t.storage.history;
const SPANS = ["30", "90", "365"] as const;
const WIDTH = 1000;
const HEIGHT = 160;

/** What took the space, over time: by days, of which each has one sample. */
export function HistorySection() {
  const [days, setDays] = useState<(typeof SPANS)[number]>("90");
  const query = useQuery(diskHistory(Number(days)));
  return (
    <Section
      title={words.title}
      aside={
        <Segmented
          legend={words.span}
          name="days"
          value={days}
          choices={SPANS.map((value) => ({ value, label: words.days(Number(value)) }))}
          onChoose={setDays}
        />
      }
    >
      <Loaded query={query}>
        {(samples) => {
          const [first, last] = [samples[0], samples.at(-1)];
          return samples.length < 2 || !first || !last ? (
            <p className="max-w-prose text-sm text-muted">{words.notYet}</p>
          ) : (
            <Chart samples={samples} first={first} last={last} />
          );
        }}
      </Loaded>
    </Section>
  );
}

function Chart(props: { samples: readonly DiskSample[]; first: DiskSample; last: DiskSample }) {
  const { samples, first, last } = props;
  const summary = words.summary(
    formatDate(first.taken_at),
    formatBytes(partBytes(first, "models")),
    formatDate(last.taken_at),
    formatBytes(partBytes(last, "models")),
    formatBytes(partBytes(last, "free")),
  );
  return (
    <figure className="rounded-lg border border-line bg-surface p-4">
      <svg
        role="img"
        aria-label={summary}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-40 w-full rounded bg-raised"
      >
        {areasOf(samples, WIDTH, HEIGHT).map(({ part, points }) => (
          <polygon key={part} points={points} fill={PART_COLOURS[part]} />
        ))}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-xs text-muted">
        <span>{formatDate(first.taken_at)}</span>
        <span>{formatDate(last.taken_at)}</span>
      </div>
      <figcaption className="mt-2 text-sm text-muted">{summary}</figcaption>
    </figure>
  );
}
