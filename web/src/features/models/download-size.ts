import type { Model } from "@/api/types";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";

/**
 * Where a model that is not here lies in a cache that is only read: the best of such places.
 */
export function copyOf(model: Model): Model["extra_caches"][number] | undefined {
  return model.status === "available" ? model.extra_caches[0] : undefined;
}

/** What a download fetches in all, said to be about so much before anybody planned one. */
export function downloadSize(model: Model): string | null {
  if (!model.download_size_bytes) return null;
  const size = formatBytes(model.download_size_bytes);
  return model.download_size_is_estimate ? t.models.card.about(size) : size;
}
