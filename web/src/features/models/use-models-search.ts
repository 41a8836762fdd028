import { getRouteApi } from "@tanstack/react-router";
import { DEFAULT_MODELS_SEARCH, type ModelsSearch } from "./search";

const route = getRouteApi("/shell/settings/models");

/** The list's state lives in the address: reload, back and a shared link keep it. */
export function useModelsSearch() {
  const search = { ...DEFAULT_MODELS_SEARCH, ...route.useSearch() };
  const navigate = route.useNavigate();
  const change = (part: ModelsSearch, how: { replace: boolean } = { replace: false }) =>
    void navigate({ search: { ...search, ...part }, replace: how.replace, resetScroll: false });
  return { search, change };
}
