import {
  Ban,
  Check,
  CircleDashed,
  CirclePause,
  CircleX,
  Clock,
  Download,
  HardDrive,
  type LucideIcon,
  ShieldCheck,
  Trash2,
  TriangleAlert,
} from "lucide-react";
import type { Model, Operation } from "@/api/types";
import { percent } from "@/lib/bytes";
import { t } from "@/lib/messages";
import { Badge, type BadgeTone } from "@/ui/badge";
import type { CardState } from "./card-state";
import { copyOf } from "./download-size";

interface Look {
  tone: BadgeTone;
  icon: LucideIcon;
  text: string;
}

/** The one word on a card that says how the model is. */
export function StatusBadge({ model, state }: { model: Model; state: CardState }) {
  const look = state.kind === "idle" ? lookAtRest(model) : lookOf(state.operation);
  if (look === null) return null;
  return (
    <Badge tone={look.tone} icon={look.icon}>
      {look.text}
    </Badge>
  );
}

function lookAtRest(model: Model): Look | null {
  const words = t.models.badges;
  switch (model.status) {
    case "installed":
      return { tone: "accent", icon: Check, text: words.installed };
    case "partial":
      return { tone: "caution", icon: CircleDashed, text: words.partial };
    case "damaged":
      return { tone: "danger", icon: TriangleAlert, text: words.damaged };
    // What is nowhere needs no word: the button to fetch it says it.
    case "available":
      return copyOf(model) ? { tone: "neutral", icon: HardDrive, text: words.elsewhere } : null;
  }
}

function lookOf(operation: Operation): Look {
  const text = t.operations.status[operation.status];
  const share = `${percent(operation.bytes_downloaded, operation.bytes_total)} %`;
  switch (operation.status) {
    case "pending":
      return { tone: "neutral", icon: Clock, text };
    case "downloading":
      return { tone: "accent", icon: Download, text: share };
    case "verifying":
      return { tone: "accent", icon: ShieldCheck, text };
    case "running":
      return operation.operation === "delete"
        ? { tone: "danger", icon: Trash2, text: t.operations.kind.delete }
        : { tone: "accent", icon: ShieldCheck, text: t.operations.kind[operation.operation] };
    case "paused":
      return { tone: "caution", icon: CirclePause, text: `${text} ${share}` };
    case "failed":
      return { tone: "danger", icon: CircleX, text };
    case "cancelled":
      return { tone: "neutral", icon: Ban, text };
    case "completed":
      return { tone: "accent", icon: Check, text };
  }
}
