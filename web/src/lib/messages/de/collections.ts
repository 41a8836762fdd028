import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");

export const collections: Messages["collections"] = {
  title: "Sammlungen",
  explained:
    "Eine Sammlung ist ein Suchindex oder ein anderes Programm, das Modelle braucht. Ein Modell, das eine Sammlung benutzt, kann niemand löschen.",
  empty:
    "Noch ist keine Sammlung eingetragen. Tragen Sie Ihre Indizes ein, und niemand kann ihnen ein Modell wegnehmen; ein Programm kann das auch über die API tun.",
  add: "Sammlung eintragen",
  change: "Ändern",
  remove: "Entfernen",
  of: (name) => ` ${name}`,
  owner: (name) => `von ${name}`,
  builtOn: (revision) => `gebaut auf ${revision}`,
  nowInstalled: (revision) => `installiert ist jetzt ${revision}`,
  needsReindexing: "muss neu indiziert werden",
  toReindex: (count) =>
    plural(count, {
      one: "1 Sammlung muss neu indiziert werden",
      other: `${count} Sammlungen müssen neu indiziert werden`,
    }),
  toReindexAbout:
    "Ein Modell, dessen Vektoren im Index stehen, ist seitdem ein anderes geworden: Was jetzt eingebettet wird, passt nicht dazu. Bauen Sie den Index neu und sagen Sie es dann hier.",
  reindexed: "Neu indiziert",
  reindexNoted: (name) => `Für ${name} ist vermerkt, was jetzt installiert ist.`,
  name: "Name",
  roles: { embedding: "Embedding", reranker: "Reranker", splade: "SPLADE", llm: "LLM" },
  modelHint: "organisation/name",
  dialog: {
    add: "Sammlung eintragen",
    change: (name) => `${name} ändern`,
    description: "Welche Modelle sie braucht.",
    save: "Speichern",
  },
  saved: (name) => `${name} ist gespeichert. Ihre Modelle sind geschützt.`,
  removed: (name) => `${name} ist entfernt. Ihre Modelle können wieder gelöscht werden.`,
  removal: {
    title: (name) => `${name} entfernen?`,
    description: "Die Sammlung verlässt die Liste; ihre Modelle bleiben.",
    body: "Ihre Modelle sind dann nicht mehr durch sie geschützt. Der Index selbst bleibt unberührt.",
    submit: (name) => `${name} entfernen`,
  },
};
