import type { Model } from "@/api/types";
import { t } from "@/lib/messages";

/** Chooses a model for what is done to several at once. */
export function SelectBox(props: {
  model: Model;
  selected: boolean;
  onSelect: (model: Model) => void;
}) {
  return (
    <input
      type="checkbox"
      aria-label={t.models.selection.select(props.model.id)}
      checked={props.selected}
      onChange={() => props.onSelect(props.model)}
      className="size-4 shrink-0 cursor-pointer accent-accent"
    />
  );
}
