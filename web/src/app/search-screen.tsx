import { getRouteApi } from "@tanstack/react-router";

import { HubSearchPage } from "@/features/hub/search-page";
import { later } from "@/ui/later";

const AddCustomDialog = later(() => import("@/features/models/custom/add-dialog"));
const DownloadDialog = later(() => import("@/features/models/download-dialog"));
const route = getRouteApi("/shell/search");

/** The search with the dialogs of the models' feature over it: the address says which is open. */
export function SearchScreen() {
  const { plan, add } = route.useSearch();
  const navigate = route.useNavigate();
  const close = () =>
    void navigate({ search: (search) => ({ ...search, plan: "", add: "" }), resetScroll: false });
  return (
    <>
      <HubSearchPage />
      {plan && (
        <DownloadDialog model={{ id: plan, name: nameOf(plan) }} onClose={close} key={plan} />
      )}
      {add && <AddCustomDialog modelId={add} onClose={close} key={add} />}
    </>
  );
}

function nameOf(modelId: string): string {
  return modelId.split("/").at(-1) ?? modelId;
}
