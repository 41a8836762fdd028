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
    description: "Welche Modelle gingen, welche bleiben und warum, und was das freigibt.",
    body: "Diese warten erst im Papierkorb; ein Schritt holt alle zurück:",
    bodyForGood: "Diese verlassen die Festplatte sofort. Nur Downloads bringen sie zurück:",
    submit: (count, size) => `${modelCount(count)} löschen, ${size}`,
    progress: (gone, of) => `${gone} von ${of} gelöscht`,
    notGone: (count) => `${count} nicht`,
    goesOn: "Es geht weiter, wenn Sie das hier schließen, und auch, wenn Sie die Seite schließen.",
    stayed: (count) =>
      plural(count, {
        one: "1 Modell wurde nicht gelöscht:",
        other: `${count} Modelle wurden nicht gelöscht:`,
      }),
    notBack: (count) =>
      plural(count, {
        one: "1 Modell kam nicht zurück:",
        other: `${count} Modelle kamen nicht zurück:`,
      }),
    andMore: (count) => `Und ${count} weitere.`,
    deleted: (count, size) => `${modelCount(count)} gelöscht, ${size}.`,
    trashed: (count, size, until) =>
      plural(count, {
        one: `1 Modell gelöscht, ${size}. Bis ${until} ist es zurückzuholen.`,
        other: `${count} Modelle gelöscht, ${size}. Bis ${until} sind sie zurückzuholen.`,
      }),
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
