/**
 * Every text of the page. A language is one object of the shape of `en`; texts with values are
 * functions, so that each language can order and inflect as it must. What English has and another
 * language lacks, or takes other values for, fails the type check.
 */
import type { Language } from "../language";
import { en } from "./en";

export type Messages = typeof en;

/** The texts of the page's language; `main.tsx` sets it before any part of the page is loaded. */
export let t: Messages = en;

const OTHERS: Record<Exclude<Language, "en">, () => Promise<Messages>> = {
  de: async () => (await import("./de")).de,
};

/** Fetches the texts of a language, unless it is the one that every page carries. */
export async function speak(language: Language): Promise<void> {
  if (language !== "en") t = await OTHERS[language]();
}
