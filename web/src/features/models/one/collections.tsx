import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { collectionsOf } from "@/api/collections";
import { t } from "@/lib/messages";
import { Badge } from "@/ui/badge";
import { LoadingNote } from "@/ui/loading";
import { Section } from "@/ui/section";

const words = t.modelPage.collections;
const SHORT_SHA = 7;

/** Who depends on the model, and on which revision each was built. */
export function Collections({ modelId }: { modelId: string }) {
  const { data = [], isPending } = useQuery(collectionsOf(modelId));
  const uses = data.flatMap((collection) =>
    collection.models.filter((use) => use.model_id === modelId).map((use) => ({ collection, use })),
  );
  return (
    <Section title={words.title}>
      {isPending ? (
        <LoadingNote />
      ) : uses.length === 0 ? (
        <p className="text-sm text-muted">{words.none}</p>
      ) : (
        <ul className="divide-y divide-line rounded-lg border border-line bg-surface text-sm">
          {uses.map(({ collection, use }) => (
            <li
              key={`${collection.id} ${use.model_type}`}
              className="flex flex-wrap items-center gap-x-2 px-3 py-1.5"
            >
              <Link
                to="/collections"
                className="font-medium wrap-anywhere underline-offset-2 hover:underline"
              >
                {collection.name}
              </Link>
              <span className="text-muted">{t.collections.owner(collection.owner)}</span>
              {use.needs_reindexing && <Badge tone="caution">{words.reindex}</Badge>}
              {use.built_on && (
                <span className="ml-auto text-muted">
                  {words.builtOn(use.built_on.slice(0, SHORT_SHA))}
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
