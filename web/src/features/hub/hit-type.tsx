import { CircleHelp } from "lucide-react";
import { useId, useState } from "react";
import type { Hit } from "@/api/types";
import { t } from "@/lib/messages";

const words = t.hubSearch;

const inWords = (value: string) => t.modelPage.value[value] ?? value;
const kindOf = ({ kind }: Hit) => (kind ? inWords(kind) : words.typeUnknown);

/** What a hit is taken for, how sure that is, and the evidence on demand. */
export function HitType({ hit }: { hit: Hit }) {
  const [shown, setShown] = useState(false);
  const id = useId();
  const name = hit.model_type ? t.models.types[hit.model_type] : kindOf(hit);
  const isLikely = hit.confidence !== null && hit.confidence !== "certain";
  if (hit.evidence.length === 0) return <span className="text-sm font-medium">{name}</span>;
  return (
    <>
      <button
        type="button"
        aria-expanded={shown}
        aria-controls={id}
        onClick={() => setShown(!shown)}
        className="inline-flex h-5 items-center gap-1 rounded text-sm font-medium hover:text-accent"
      >
        {isLikely ? words.likely(name) : name}
        <CircleHelp aria-hidden className="size-3.5 text-muted" />
        <span className="sr-only">
          {words.why} {hit.model_id}
        </span>
      </button>
      <ul id={id} hidden={!shown} className="order-last w-full text-sm text-muted">
        {hit.evidence.map(({ source, key, says }) => (
          <li key={`${source} ${key}`} className="wrap-anywhere">
            <span className="font-mono text-xs">
              {[inWords(source), key].filter(Boolean).join(" · ")}
            </span>
            : {says}
          </li>
        ))}
      </ul>
    </>
  );
}
