import type { SystemReport } from "@/api/types";

export type Setting = NonNullable<SystemReport["settings"]>[number];
export const SHOWN = ["all", "own"] as const;

/** Settings of which every word that was typed stands in the name or the description. */
export function settingsMatching(
  settings: readonly Setting[],
  text: string,
  shown: (typeof SHOWN)[number],
): Setting[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return settings.filter(({ name, description, is_default }) => {
    const told = `${name} ${description}`.toLowerCase();
    return (shown === "all" || !is_default) && words.every((word) => told.includes(word));
  });
}
