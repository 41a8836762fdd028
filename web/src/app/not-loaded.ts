import { type Language, language } from "@/lib/language";

/** Here and not among the texts, which may be what did not come. */
const WORDS: Record<Language, { text: string; reload: string }> = {
  en: {
    text: "The page did not come whole: the connection to Modelshelf broke off.",
    reload: "Reload the page",
  },
  de: {
    text: "Die Seite kam nicht vollständig an: Die Verbindung zu Modelshelf ist abgebrochen.",
    reload: "Seite neu laden",
  },
};

/** In place of a page of which a script is missing that every page needs. */
export function sayNotLoaded(): void {
  const { text, reload } = WORDS[language];
  const said = document.createElement("p");
  said.setAttribute("role", "alert");
  said.textContent = text;
  const link = document.createElement("a");
  link.href = window.location.href;
  link.textContent = reload;
  link.className = "font-medium text-accent underline";
  const place = document.createElement("main");
  place.className = "mx-auto flex max-w-lg flex-col items-start gap-2 px-4 py-12";
  place.append(said, link);
  document.getElementById("root")?.append(place);
}
