import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { t } from "@/lib/messages";
import { showToast } from "@/lib/toasts";
import { IconButton } from "./button";

const SHOWN_MS = 1_500;

/** Puts a text into the clipboard; `what` names it in the answer. */
export function CopyButton(props: { text: string; label: string; what: string }) {
  const [copied, setCopied] = useState(false);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  async function copy() {
    try {
      // Absent outside of secure contexts, as with plain http in a local network.
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      showToast("info", t.common.copied(props.what));
    } catch {
      showToast("failed", t.common.copyRefused(props.text));
    }
  }

  const Icon = copied ? Check : Copy;
  return (
    <IconButton label={props.label} onClick={copy} className="size-6">
      <Icon aria-hidden className="size-3.5" />
    </IconButton>
  );
}
