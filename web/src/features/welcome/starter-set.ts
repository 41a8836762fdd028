/** Which models to suggest to somebody who has none yet. */
import type { Model } from "@/api/types";

const TYPES = ["embedding", "reranker", "llm", "splade"] as const;
export type StarterType = (typeof TYPES)[number];

/** What a search stack cannot do without; the others are offered, and not chosen. */
export const CHOSEN_AT_FIRST: ReadonlySet<StarterType> = new Set(["embedding", "reranker"]);

/** A first download should be over while one still looks at it. */
const LARGEST_BYTES = 3_000_000_000;

/**
 * The best of each type for this machine: the largest that fits without being tight, is small
 * enough to arrive soon, and may be used for any purpose. It stays so once it is here.
 */
export function starterSet(models: readonly Model[]): Model[] {
  return TYPES.flatMap((type) => {
    const candidates = models.filter(
      (model) =>
        model.model_type === type &&
        model.fits?.float16 === "fits" &&
        model.commercial_use === true &&
        model.gated !== true &&
        model.download_size_bytes !== null &&
        model.download_size_bytes <= LARGEST_BYTES,
    );
    const bySize = candidates.toSorted((a, b) => bytesOf(b) - bytesOf(a));
    return bySize.slice(0, 1);
  });
}

export function bytesOf(model: Model): number {
  return model.download_size_bytes ?? 0;
}
