import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");

export const tokens: Messages["tokens"] = {
  title: "API-Token",
  about:
    "Für Programme. Ein Token handelt als sein Besitzer, in seinem Umfang, bis es abläuft oder widerrufen wird.",
  whose: "Wessen Token",
  mine: "Meine",
  everyone: "Alle",
  search: "Token durchsuchen",
  searchHint: "Name oder Besitzer …",
  none: "Noch kein Token. Ein RAG-Dienst etwa braucht eines, um seine Sammlungen einzutragen.",
  nothing: "Kein Token passt auf diesen Filter.",
  showAll: "Alle zeigen",
  create: "Token erzeugen",
  description: "Ein Token für ein Programm.",
  name: "Wofür es ist",
  nameHint: "Damit Sie später wissen, was ein Widerruf träfe.",
  scope: "Es darf",
  scopes: { read: "lesen", download: "herunterladen", manage: "verwalten" },
  scopeAbout: {
    read: "Modelle, Downloads und Sammlungen sehen.",
    download: "Auch Modelle herunterladen und die Sammlungen eintragen, die sie benutzen.",
    manage: "Alles, was Sie dürfen: auch löschen, und Ihr Konto und seine Token verwalten.",
  },
  expires: "Es endet",
  expiry: (days) => plural(days, { one: "nach 1 Tag", other: `nach ${days} Tagen` }),
  year: "nach einem Jahr",
  never: "nie von selbst",
  ends: (when) => `Am ${when}. Programme, die es dann noch benutzen, werden abgewiesen.`,
  neverHint:
    "Wer es findet, kann es benutzen, bis Sie es widerrufen. Ein Jahr ist meist lang genug.",
  made: (name) => `Das Token „${name}“ ist bereit`,
  shownOnce:
    "Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt und nur als Hash behalten.",
  what: (name) => `Das Token „${name}“`,
  copy: "Token kopieren",
  haveIt: "Ich habe es",
  revoke: "Widerrufen",
  revoked: (name) => `Das Token „${name}“ ist widerrufen.`,
  revocation: {
    title: (name) => `„${name}“ widerrufen?`,
    description: "Was beim Widerruf des Tokens geschieht.",
    body: "Programme, die es benutzen, werden ab der nächsten Anfrage abgewiesen. Es kommt nicht zurück: Ein Programm, das noch eines braucht, bekommt ein neues.",
    submit: (name) => `${name} widerrufen`,
  },
  expired: "Abgelaufen",
  endsSoon: "Endet bald",
  of: (owner) => `von ${owner}`,
  since: (when) => `erzeugt ${when}`,
  until: (when) => `bis ${when}`,
  unlimited: "läuft nicht ab",
  used: (when) => `zuletzt benutzt ${when}`,
  usedFrom: (when, address) => `zuletzt benutzt ${when} von ${address}`,
  neverUsed: "nie benutzt",
};
