/**
 * Which language the page speaks. It is settled once, before the page is drawn: the texts of a
 * module may then be constants, and another choice takes effect by loading the page anew.
 */
export const LANGUAGES = ["en", "de"] as const;
export type Language = (typeof LANGUAGES)[number];

/** What each language calls itself. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", de: "Deutsch" };

const STORAGE_KEY = "modelshelf.language";
const USUAL_LOCALE: Record<Language, string> = { en: "en-GB", de: "de-DE" };

function isLanguage(value: unknown): value is Language {
  return LANGUAGES.some((language) => language === value);
}

/** The language of a tag as browsers give them: `de-AT` → `de`. */
function languageOf(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}

/** What was chosen, else the first of the reader's languages that the page knows, else English. */
export function preferredLanguage(chosen: string | null, tags: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return tags.map(languageOf).find(isLanguage) ?? "en";
}

/** Numbers and dates as in the reader's own country, where it speaks the page's language. */
export function localeFor(language: Language, tags: readonly string[]): string {
  return tags.find((tag) => languageOf(tag) === language) ?? USUAL_LOCALE[language];
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORAGE_KEY);
  } catch {
    return null;
  }
}

export const language = preferredLanguage(stored(), navigator.languages);
export const LOCALE = localeFor(language, navigator.languages);

/** Remembers the choice in this browser and draws the page anew, at the same address. */
export function chooseLanguage(next: Language): void {
  if (next === language) return;
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // Blocked storage: there is then nowhere to remember it, and the browser's language holds.
  }
  location.reload();
}
