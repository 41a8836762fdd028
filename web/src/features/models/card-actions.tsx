import { Lock } from "lucide-react";
import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { RepairButton } from "@/parts/operation/repair-button";
import { Button } from "@/ui/button";

/** What a card asks its page to open. */
export type Deed = "download" | "delete";

interface CardActionsProps {
  model: Model;
  /** Its last download failed: "Retry" stands beside these and takes the first place. */
  failed: boolean;
  onAsk: (deed: Deed, model: Model) => void;
}

export function CardActions({ model, failed, onAsk }: CardActionsProps) {
  const fetchWord = failed ? null : wordForFetching(model);
  const inUse = model.used_by_collections.length > 0 && t.models.card.inUse;
  return (
    <>
      {model.status === "damaged" && <RepairButton modelId={model.id} name={model.name} />}
      {fetchWord && (
        <Button aria-label={`${fetchWord} ${model.id}`} onClick={() => onAsk("download", model)}>
          {fetchWord}
        </Button>
      )}
      {model.status !== "available" && (
        <Button
          aria-label={[t.models.card.delete, model.id, inUse].filter(Boolean).join(" ")}
          onClick={() => onAsk("delete", model)}
        >
          {t.models.card.delete}
          {inUse && <Lock aria-hidden className="size-3.5" />}
        </Button>
      )}
    </>
  );
}

function wordForFetching(model: Model): string | null {
  const words = t.models.card;
  switch (model.status) {
    case "available":
      return model.download_size_bytes && !model.download_size_is_estimate
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
