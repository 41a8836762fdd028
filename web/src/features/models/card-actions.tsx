import { Lock } from "lucide-react";
import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { RepairButton } from "@/parts/operation/repair-button";
import { Button } from "@/ui/button";
import type { Deed } from "./models-page";

interface CardActionsProps {
  model: Model;
  /** Its last download failed: "Retry" stands beside these and takes the first place. */
  failed: boolean;
  onAsk: (deed: Deed, model: Model) => void;
}

export function CardActions({ model, failed, onAsk }: CardActionsProps) {
  const fetchWord = failed ? null : wordForFetching(model);
  return (
    <>
      {model.status === "damaged" && <RepairButton modelId={model.id} name={model.name} />}
      {fetchWord && (
        <Button onClick={() => onAsk("download", model)}>
          {fetchWord}
          <span className="sr-only"> {model.id}</span>
        </Button>
      )}
      {model.status !== "available" && (
        <Button onClick={() => onAsk("delete", model)}>
          {t.models.card.delete}
          <span className="sr-only"> {model.id}</span>
          {model.used_by_collections.length > 0 && (
            <Lock role="img" aria-label={t.models.card.inUse} className="size-3.5" />
          )}
        </Button>
      )}
    </>
  );
}

function wordForFetching(model: Model): string | null {
  const words = t.models.card;
  switch (model.status) {
    case "available":
      return model.download_size_bytes
        ? words.downloadBytes(formatBytes(model.download_size_bytes))
        : words.download;
    case "partial":
      return words.downloadRest;
    case "damaged":
      return null;
    case "installed":
      return model.update_available ? words.update : null;
  }
}
