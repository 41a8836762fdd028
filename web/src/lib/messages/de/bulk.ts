import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");
const modelCount = (count: number) => plural(count, { one: "1 Modell", other: `${count} Modelle` });

export const bulkDialog: Messages["bulkDialog"] = {
  working: "In Arbeit …",
  leftOut: "ausgelassen",
  download: {
    title: (count) => `${modelCount(count)} herunterladen`,
    description: "Was jeder Download holen würde, und welche nicht zu holen sind.",
    freeAfter: (size) => `danach ${size} frei`,
    submit: (count, size) => `${modelCount(count)} herunterladen, ${size}`,
    started: (count) =>
      plural(count, { one: "1 Download läuft.", other: `${count} Downloads laufen.` }),
  },
  delete: {
    title: (count) => `${modelCount(count)} löschen`,
    description: "Was das Löschen freigibt, und welche Modelle bleiben, weil sie benutzt werden.",
    submit: (count, size) => `${modelCount(count)} löschen, ${size}`,
    deleted: (count) => `${modelCount(count)} gelöscht.`,
    trashed: (count, until) =>
      `${modelCount(count)} gelöscht. Bis ${until} sind sie zurückzuholen.`,
  },
  verify: {
    title: (count) => `${modelCount(count)} prüfen`,
    description:
      "Jede Datei wird gelesen und mit ihrer Prüfsumme verglichen, ein Modell nach dem anderen.",
    toRead: (size) => `${size} zu lesen`,
    submit: (count, size) => `${modelCount(count)} prüfen, ${size}`,
    started: (count) =>
      plural(count, { one: "1 Modell wird geprüft.", other: `${count} Modelle werden geprüft.` }),
  },
};
