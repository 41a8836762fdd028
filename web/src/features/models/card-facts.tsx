import type { Model } from "@/api/types";
import { formatBytes, formatMebibytes } from "@/lib/bytes";
import { said, t } from "@/lib/messages";
import { formatTokens } from "@/lib/tokens";
import { Badge } from "@/ui/badge";
import { copyOf, downloadSize } from "./download-size";
import { LicenceMarks } from "./licence-marks";

const { badges, card: words } = t.models;
const SEPARATOR = " · ";

/** Four lines about a model at rest. */
export function CardFacts({ model }: { model: Model }) {
  const note = noteOn(model);
  return (
    <div className="text-sm">
      <div className="flex h-5 items-center gap-1.5 overflow-hidden">
        <span className="one-line text-muted" title={words.traitsHint}>
          {traits(model).join(SEPARATOR)}
        </span>
        <LicenceMarks model={model} />
      </div>
      <div className="flex h-5 items-center gap-1.5 overflow-hidden">
        <span className="one-line" title={copyOf(model)?.cache_dir}>
          {sizeInWords(model)}
        </span>
        <OriginMarks model={model} />
      </div>
      <p className="relative h-5 one-line text-muted" title={words.memoryHint}>
        {model.memory_total_mb && (
          <>
            {/* On a phone the figures need its room, and a shorter word is seen. */}
            <span className="max-sm:sr-only">{words.memory} </span>
            <span aria-hidden className="sm:hidden">
              {words.ram}{" "}
            </span>
            {memoryInWords(model.memory_total_mb, model.fits)}
          </>
        )}
      </p>
      <p className="h-5 one-line text-muted" title={note}>
        {note}
      </p>
    </div>
  );
}

function OriginMarks({ model }: { model: Model }) {
  return (
    <>
      {model.is_custom && <Badge>{badges.custom}</Badge>}
      {model.update_available && <Badge tone="accent">{badges.update}</Badge>}
    </>
  );
}

function traits(model: Model): string[] {
  const tokens = model.context_window ?? model.max_sequence_length;
  return [
    model.dimension ? words.dimension(model.dimension) : null,
    tokens ? words.tokens(formatTokens(tokens)) : null,
    model.license,
  ].filter((trait) => trait !== null);
}

function sizeInWords(model: Model): string {
  const onDisk = formatBytes(model.size_on_disk_bytes);
  const whole = downloadSize(model);
  const copy = copyOf(model);
  switch (model.status) {
    case "available":
      if (copy) return words.inCache(formatBytes(copy.size_bytes), copy.cache_dir);
      return whole ? words.toDownload(whole) : words.sizeUnknown;
    case "partial":
      return whole ? words.partOnDisk(onDisk, whole) : words.onDisk(onDisk);
    case "installed":
    case "damaged":
      return words.onDisk(onDisk);
  }
}

/** Two precisions, each with what this machine makes of it: `f16 738 MB ✓`. */
function memoryInWords(memory: NonNullable<Model["memory_total_mb"]>, fits: Model["fits"]): string {
  const figures = (["float16", "int8"] as const).map((precision) => {
    const need = `${words.precisions[precision]} ${formatMebibytes(memory[precision])}`;
    return fits ? `${need} ${words.fits[fits[precision]]}` : need;
  });
  return figures.join(SEPARATOR);
}

/** What else matters most: what is wrong, what is missing, or who uses it. */
function noteOn(model: Model): string | undefined {
  if (model.problems[0] !== undefined) return said(model.problems[0]);
  if (model.status === "partial" && model.missing.length > 0) {
    return words.missingFiles(model.missing.length);
  }
  if (model.used_by_collections.length > 0) {
    return words.usedBy(model.used_by_collections.join(", "));
  }
  return undefined;
}
