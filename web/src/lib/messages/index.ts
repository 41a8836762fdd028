/**
 * Every text of the page. A language is one object of the shape of `en`; texts with values are
 * functions, so that each language can order and inflect as it must. What English has and another
 * language lacks, or takes other values for, fails the type check.
 */
import type { Language } from "../language";
import { en } from "./en";
import { withOwnMoments } from "./moments";

export type Messages = typeof en;

/** The texts of the page's language; `main.tsx` sets it before any part of the page is loaded. */
export let t: Messages = en;

/** A sentence of the server in the page's language. Not for what people or models are called. */
export let said: (text: string) => string = withOwnMoments;

interface Other {
  messages: Messages;
  said: typeof said;
}

const OTHERS: Record<Exclude<Language, "en">, () => Promise<Other>> = {
  de: async () => {
    const [{ de }, catalogue] = await Promise.all([import("./de"), import("./de/said")]);
    return { messages: de, said: catalogue.said };
  },
};

/** Fetches the texts of a language, unless it is the one that every page carries. */
export async function speak(language: Language): Promise<void> {
  if (language === "en") return;
  const other = await OTHERS[language]();
  t = other.messages;
  said = (text) => withOwnMoments(other.said(text));
}
