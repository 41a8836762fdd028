import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { HubSearchPage } from "@/features/hub/search-page";

const DownloadDialog = lazy(() => import("@/features/models/download-dialog"));
const route = getRouteApi("/shell/search");

/** The search with the dialogs of the models' feature over it: the address says which is open. */
export function SearchScreen() {
  const { plan } = route.useSearch();
  const navigate = route.useNavigate();
  const close = () =>
    void navigate({ search: (search) => ({ ...search, plan: "" }), resetScroll: false });
  return (
    <>
      <HubSearchPage />
      <Suspense fallback={null}>
        {plan && (
          <DownloadDialog model={{ id: plan, name: nameOf(plan) }} onClose={close} key={plan} />
        )}
      </Suspense>
    </>
  );
}

function nameOf(modelId: string): string {
  return modelId.split("/").at(-1) ?? modelId;
}
