import { useActiveOperations } from "@/api/use-active";
import { later } from "@/ui/later";

const TrayPanel = later(() => import("./tray-panel"));

/** What is under way, from every page; absent while nothing is. */
export function Tray() {
  const active = useActiveOperations();
  if (active.length === 0) return null;
  return <TrayPanel active={active} />;
}
