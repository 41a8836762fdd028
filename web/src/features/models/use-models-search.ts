import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { DEFAULT_MODELS_SEARCH, type ModelsSearch, type ModelsState } from "./search";

const route = getRouteApi("/shell/settings/models");

export type ChangeSearch = (part: ModelsSearch, how?: { replace: boolean }) => void;

/** The list's state lives in the address: reload, back and a shared link keep it. */
export function useModelsSearch(): { search: ModelsState; change: ChangeSearch } {
  const given = route.useSearch();
  const search = useMemo(() => ({ ...DEFAULT_MODELS_SEARCH, ...given }), [given]);
  const navigate = route.useNavigate();
  const change = useCallback<ChangeSearch>(
    (part, how = { replace: false }) =>
      void navigate({
        // Whatever narrows or orders the list anew begins at its top.
        search: (before) => ({ ...before, page: 1, ...part }),
        replace: how.replace,
        resetScroll: false,
      }),
    [navigate],
  );
  return { search, change };
}
