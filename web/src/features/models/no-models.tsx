import { Link } from "@tanstack/react-router";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import type { ModelsState } from "./search";
import type { ChangeSearch } from "./use-models-search";

/** Why the list is empty, and the way out. */
export function NoModels(props: { search: ModelsState; onChange: ChangeSearch }) {
  const { search, onChange } = props;
  const words = t.models.empty;
  if (search.q.trim()) {
    return (
      <EmptyState
        action={
          <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <Button onClick={() => onChange({ q: "" })}>{t.models.clearSearch}</Button>
            <Link
              to="/search"
              search={{ q: search.q.trim() }}
              className="font-medium text-accent underline underline-offset-2"
            >
              {words.searchHub}
            </Link>
          </div>
        }
      >
        {words.nothingFound(search.q.trim())}
      </EmptyState>
    );
  }
  if (search.fits) {
    return (
      <EmptyState
        action={<Button onClick={() => onChange({ fits: false })}>{words.showAll}</Button>}
      >
        {words.noneFits(search.type)}
      </EmptyState>
    );
  }
  switch (search.show) {
    case "installed":
      return (
        <EmptyState
          action={
            <Button onClick={() => onChange({ show: "available" })}>{words.showAvailable}</Button>
          }
        >
          {words.noneInstalled(search.type)}
        </EmptyState>
      );
    case "available":
      return (
        <EmptyState
          action={<Button onClick={() => onChange({ show: "all" })}>{words.showAll}</Button>}
        >
          {words.noneAvailable(search.type)}
        </EmptyState>
      );
    case "all":
      return <EmptyState>{words.none(search.type)}</EmptyState>;
  }
}
