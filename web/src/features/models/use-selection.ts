import { useCallback, useMemo, useState } from "react";
import type { Model } from "@/api/types";

export interface Selection {
  ids: ReadonlySet<string>;
  /** As the list knows them now, or knew them last where a filter hides them. */
  models: readonly Model[];
  toggle: (model: Model) => void;
  clear: () => void;
}

/** Several models at once; they stay chosen while the list is searched. */
export function useSelection(listed: readonly Model[]): Selection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Model>>(new Map());

  const toggle = useCallback(
    (model: Model) =>
      setChosen((before) => {
        const next = new Map(before);
        if (!next.delete(model.id)) next.set(model.id, model);
        return next;
      }),
    [],
  );
  const clear = useCallback(() => setChosen(new Map()), []);

  return useMemo(() => {
    const fresh = new Map(chosen);
    if (chosen.size > 0) {
      for (const model of listed) if (chosen.has(model.id)) fresh.set(model.id, model);
    }
    return { ids: new Set(chosen.keys()), models: [...fresh.values()], toggle, clear };
  }, [chosen, listed, toggle, clear]);
}
