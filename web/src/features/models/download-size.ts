import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";

/** What a download fetches in all, said to be about so much before anybody planned one. */
export function downloadSize(model: Model): string | null {
  if (!model.download_size_bytes) return null;
  const size = formatBytes(model.download_size_bytes);
  return model.download_size_is_estimate ? t.models.card.about(size) : size;
}
