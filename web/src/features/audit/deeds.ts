/** The deeds of the record, as the API names them: a kind, and what was done. */
import type { Deed } from "@/api/types";
import { t } from "@/lib/messages";

/** Each deed of the API has its words: one that has none fails the type check. */
export const DEED_WORDS: Readonly<Record<Deed, string>> = t.audit.deeds;
export const DEEDS = Object.keys(DEED_WORDS) as Deed[];

/** `download.start` → `download`. */
export function kindOf(deed: string): string {
  return deed.split(".")[0] ?? deed;
}

/** All deeds of a kind, or the one of this name. */
export function deedsUnder(name: string): Deed[] {
  return DEEDS.filter((deed) => deed === name || kindOf(deed) === name);
}

/** The kinds in their order, each with its deeds. */
export function deedsByKind(): ReadonlyMap<string, readonly Deed[]> {
  const kinds = new Map<string, Deed[]>();
  for (const deed of DEEDS) kinds.set(kindOf(deed), [...(kinds.get(kindOf(deed)) ?? []), deed]);
  return kinds;
}
