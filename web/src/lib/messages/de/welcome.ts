import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");

export const welcome: Messages["welcome"] = {
  title: "Alles ist bereit",
  lead: "Drei Dinge zum Ansehen oder Überspringen: Nichts davon muss jetzt geschehen.",
  cache: "Wo Modelle liegen",
  noCache: "Der Worker hat es noch nicht gesagt",
  found: (count, size) =>
    count === 0
      ? "noch kein Modell darin"
      : plural(count, {
          one: `1 Modell darin gefunden, ${size}: Es steht schon im Regal`,
          other: `${count} Modelle darin gefunden, ${size}: Sie stehen schon im Regal`,
        }),
  free: (size) => `${size} frei auf der Festplatte`,
  cacheHint:
    "Der gewöhnliche Hugging-Face-Cache: transformers, sentence-transformers, vLLM und andere finden dort, was Sie hier herunterladen.",
  tokenAbout:
    "Die meisten Modelle brauchen keines. Es öffnet die mit beschränktem Zugang, wenn Sie deren Lizenz auf dem Hub angenommen haben.",
  starter: "Ein erster Satz",
  starterAbout:
    "Von jeder Art das größte Modell, das auf diesem Rechner gut läuft und schnell geholt ist.",
  otherHub: (host) =>
    `Die Größen sind die von huggingface.co. Hier kommen Modelle von ${host}, wo sie anders sein können: Der Plan eines Downloads nennt sie.`,
  noStarter:
    "Nichts vorzuschlagen: Was zu diesem Rechner passt, ist schon hier, oder die Größe ist nicht bekannt.",
  purpose: {
    embedding: "Embedding: macht aus Text Vektoren, für einen Suchindex",
    reranker: "Reranker: bringt Suchergebnisse in eine bessere Reihenfolge",
    llm: "LLM: schreibt Antworten und Zusammenfassungen",
    splade: "SPLADE: stichwortartige Vektoren, für die Suche nach genauen Wörtern",
  },
  download: (size) => `${size} herunterladen`,
  forMembers: "Mitglieder und Administratoren können sie herunterladen.",
  started: (count) =>
    plural(count, { one: "1 Download hat begonnen.", other: `${count} Downloads haben begonnen.` }),
  go: "Zu den Modellen",
  later: "Das Token steht auch unter System, alles andere auf den Seiten oben.",
};
