import { askEarly } from "./api/early";
import { firstQuestions } from "./app/first-questions";
import { sayNotLoaded } from "./app/not-loaded";
import { PAGES, pageAt } from "./app/pages";
import { LOCALE, language } from "./lib/language";
import { speak } from "./lib/messages";
import "./index.css";

// This script is kept small, so that it runs while the rest is on its way: it has the texts of
// English, and nothing that draws.
for (const address of firstQuestions(window.location)) askEarly(address);
document.documentElement.lang = language;
readTables();
// Not awaited here: other chunks import from the one of this module, and would wait for each other.
begin().catch(sayNotLoaded);

async function begin(): Promise<void> {
  // The largest of the libraries, which needs none of the others and not the language.
  import("react-dom/client").catch(() => undefined);
  await speak(language);
  // Only now: the texts that its modules hold as constants are those of the language.
  const page = pageAt(window.location.pathname);
  // One that fails is asked for again, and told of, by the router.
  if (page !== undefined) PAGES[page]().catch(() => undefined);
  const { draw } = await import("./app/app");
  // In a task of its own: reading the libraries has taken one already.
  await new Promise((resolve) => setTimeout(resolve));
  await draw();
}

/** Has the browser read what it needs to write figures, where a page has some: see the worker. */
function readTables(): void {
  const page = pageAt(window.location.pathname);
  if (page === "signIn" || page === "setup") return;
  new Worker(new URL("./lib/tables.worker.ts", import.meta.url), { type: "module", name: LOCALE });
}
