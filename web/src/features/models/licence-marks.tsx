import { Lock } from "lucide-react";
import type { Model } from "@/api/types";
import { t } from "@/lib/messages";
import { Badge } from "@/ui/badge";

const { badges } = t.models;

/** What a licence asks for. Two badges at most on a line: a narrow phone has no room for more. */
export function LicenceMarks({ model }: { model: Model }) {
  return (
    <>
      {model.gated && <Badge icon={Lock}>{badges.gated}</Badge>}
      {model.commercial_use === false && <Badge tone="caution">{badges.nonCommercial}</Badge>}
    </>
  );
}
