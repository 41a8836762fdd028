import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CloudOff } from "lucide-react";
import { systemReport } from "@/api/system";
import { t } from "@/lib/messages";
import { Badge } from "@/ui/badge";

/** Says on every page that the Hub is not asked, where that is the setting. */
export function OfflineMark() {
  const offline = useQuery({ ...systemReport, select: (report) => report.offline }).data;
  if (!offline) return null;
  return (
    <Link to="/system" title={t.shell.hubOfflineHint} className="mr-2 max-sm:mr-1">
      <Badge tone="caution" icon={CloudOff} short>
        {t.shell.hubOffline}
      </Badge>
    </Link>
  );
}
