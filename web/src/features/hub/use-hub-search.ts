import { getRouteApi } from "@tanstack/react-router";
import { DEFAULT_HUB_SEARCH, type HubSearch } from "./search";

const route = getRouteApi("/shell/search");

/** The search lives in the address: reload, back and a shared link keep it. */
export function useHubSearch() {
  const search = { ...DEFAULT_HUB_SEARCH, ...route.useSearch() };
  const navigate = route.useNavigate();
  const change = (part: HubSearch, how: { replace: boolean } = { replace: false }) =>
    void navigate({ search: { ...search, ...part }, replace: how.replace, resetScroll: false });
  return { search, change };
}
