import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { EmptyState } from "@/ui/empty-state";
import type { ModelsSearch } from "./search";

/** Why the list is empty, and the way out. */
export function NoModels(props: {
  search: Required<ModelsSearch>;
  onChange: (part: ModelsSearch) => void;
}) {
  const { search, onChange } = props;
  const words = t.models.empty;
  if (search.q.trim()) {
    return (
      <EmptyState
        action={<Button onClick={() => onChange({ q: "" })}>{t.models.clearSearch}</Button>}
      >
        {words.nothingFound(search.q.trim())}
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
