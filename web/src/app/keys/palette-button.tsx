import { Command } from "lucide-react";
import { t } from "@/lib/messages";
import { Button } from "@/ui/button";
import { openPalette } from "./palette-opening";

const words = t.shell.keys;

/** For those who do not know the key, and for screens without one. */
export function PaletteButton() {
  return (
    <Button
      tone="quiet"
      aria-label={`${words.ctrl} K: ${words.palette}`}
      aria-keyshortcuts="Control+K Meta+K"
      title={words.palette}
      className="gap-1.5 px-2"
      onClick={openPalette}
    >
      <Command aria-hidden className="size-4 lg:hidden" />
      <kbd className="rounded border border-line-strong px-1.5 font-mono text-xs leading-5 max-lg:hidden">
        {words.ctrl} K
      </kbd>
    </Button>
  );
}
