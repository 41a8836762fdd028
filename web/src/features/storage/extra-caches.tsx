import { useQuery } from "@tanstack/react-query";
import { TriangleAlert } from "lucide-react";
import { extraCaches } from "@/api/storage";
import type { ExtraCache } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { Dotted } from "@/ui/dotted";
import { LoadingNote } from "@/ui/loading";
import { Row, Rows } from "@/ui/rows";
import { Section } from "@/ui/section";
import { When } from "@/ui/when";

const words = t.storage.extra;

/** Further caches that are only read; nothing where there is none, as on most machines. */
export function ExtraCachesSection() {
  const { data: caches = [], isPending } = useQuery(extraCaches);
  if (isPending) return <LoadingNote />;
  if (caches.length === 0) return null;
  return (
    <Section title={words.title} about={words.about}>
      <Rows>
        {caches.map((cache) => (
          <Row key={cache.cache_dir}>
            <h3 className="font-mono text-sm wrap-anywhere">{cache.cache_dir}</h3>
            <p className="text-sm text-muted">
              <Facts cache={cache} />
            </p>
            {cache.warning && (
              <p className="flex items-start gap-1.5 text-sm">
                <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-caution" />
                <span className="wrap-anywhere">{said(cache.warning)}</span>
              </p>
            )}
          </Row>
        ))}
      </Rows>
    </Section>
  );
}

function Facts({ cache }: { cache: ExtraCache }) {
  const { model_count, size_bytes, looked_at } = cache;
  if (looked_at === null) return words.notYet;
  return (
    <Dotted
      facts={[
        words.models(model_count),
        formatBytes(size_bytes),
        <When key="looked at" at={looked_at} says={words.lookedAt} />,
      ]}
    />
  );
}
