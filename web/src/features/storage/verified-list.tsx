import { Check, CircleX } from "lucide-react";
import type { Verifications } from "@/api/types";
import { useMayAct } from "@/api/use-account";
import { formatBytes } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { RepairButton } from "@/parts/operation/repair-button";
import { Badge } from "@/ui/badge";
import { Dotted } from "@/ui/dotted";
import { EmptyState } from "@/ui/empty-state";
import { Row, Rows } from "@/ui/rows";
import { When } from "@/ui/when";

const words = t.storage.verify;
type Verified = Verifications["models"][number];

/** Damaged models in full, the rest on demand. */
export function VerifiedList({ models }: { models: readonly Verified[] }) {
  const damaged = models.filter((model) => model.damaged.length > 0);
  const sound = models.filter((model) => model.damaged.length === 0);
  const never = sound.filter((model) => model.verified_at === null).length;
  if (models.length === 0) return <EmptyState>{words.nothing}</EmptyState>;
  return (
    <>
      {damaged.length > 0 && (
        <Rows>
          {damaged.map((model) => (
            <Damaged key={model.model_id} model={model} />
          ))}
        </Rows>
      )}
      <details className="mt-2 text-sm">
        <summary className="w-fit cursor-pointer text-muted hover:text-text">
          {words.summary(sound.length - never, never)}
        </summary>
        <div className="mt-2">
          <Rows>
            {sound.map((model) => (
              <Row key={model.model_id}>
                <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="font-mono text-xs wrap-anywhere">{model.model_id}</span>
                  {model.verified_at && (
                    <Badge tone="accent" icon={Check}>
                      {words.sound}
                    </Badge>
                  )}
                  <span className="text-muted">
                    <Facts model={model} />
                  </span>
                </div>
              </Row>
            ))}
          </Rows>
        </div>
      </details>
    </>
  );
}

function Facts({ model }: { model: Verified }) {
  if (model.verified_at === null) return words.never;
  return (
    <Dotted
      facts={[
        <When key="verified" at={model.verified_at} />,
        words.read(model.file_count, formatBytes(model.checked_bytes)),
        model.unproven.length > 0 ? words.unproven(model.unproven.length) : null,
      ]}
    />
  );
}

function Damaged({ model }: { model: Verified }) {
  const mayAct = useMayAct();
  return (
    <Row actions={mayAct && <RepairButton modelId={model.model_id} />}>
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-mono text-sm wrap-anywhere">{model.model_id}</h3>
        <Badge tone="danger" icon={CircleX}>
          {t.models.badges.damaged}
        </Badge>
      </div>
      <p className="text-sm">{words.damaged(model.damaged.length)}</p>
      <p className="font-mono text-xs text-muted wrap-anywhere">{model.damaged.join(", ")}</p>
    </Row>
  );
}
