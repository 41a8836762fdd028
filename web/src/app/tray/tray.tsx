import { lazy, Suspense } from "react";
import { useActiveOperations } from "@/api/use-active";

const TrayPanel = lazy(() => import("./tray-panel"));

/** What is under way, from every page; absent while nothing is. */
export function Tray() {
  const active = useActiveOperations();
  if (active.length === 0) return null;
  return (
    <Suspense fallback={null}>
      <TrayPanel active={active} />
    </Suspense>
  );
}
