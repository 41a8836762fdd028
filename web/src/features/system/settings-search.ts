import type { SystemReport } from "@/api/types";
import { said } from "@/lib/messages";

export type Setting = NonNullable<SystemReport["settings"]>[number];
export const SHOWN = ["all", "own"] as const;

/** Settings of which every word that was typed stands in the name or the description, as shown. */
export function settingsMatching(
  settings: readonly Setting[],
  text: string,
  shown: (typeof SHOWN)[number],
): Setting[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return settings.filter(({ name, description, is_default }) => {
    const told = `${name} ${said(description)}`.toLowerCase();
    return (shown === "all" || !is_default) && words.every((word) => told.includes(word));
  });
}
