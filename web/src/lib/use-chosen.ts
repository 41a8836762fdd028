import { useState } from "react";

/** A set of ids out of a list, and how one is put in or taken out. */
export function useChosen(
  atFirst: () => readonly string[],
): [ReadonlySet<string>, (id: string) => void] {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(atFirst()));
  function toggle(id: string) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }
  return [chosen, toggle];
}
