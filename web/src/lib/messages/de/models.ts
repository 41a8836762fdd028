import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");

const types = {
  embedding: "Embedding",
  llm: "LLM",
  reranker: "Reranker",
  splade: "SPLADE",
  other: "Alles andere",
};

/** Mit dem, was „kein“ verlangt: „kein Embedding-Modell“, „kein LLM“. */
const typeInSentence = {
  embedding: "Embedding-Modell",
  llm: "LLM",
  reranker: "Reranker",
  splade: "SPLADE-Modell",
  other: "anderes Modell",
};

const purpose = {
  embedding: "Embedding-Modelle machen aus Text Vektoren, und daraus besteht ein Suchindex.",
  llm: "LLMs schreiben Antworten und Zusammenfassungen.",
  reranker: "Reranker bringen Suchergebnisse in eine bessere Reihenfolge.",
  splade: "SPLADE-Modelle machen stichwortartige Vektoren, für die Suche nach genauen Wörtern.",
  other: "Hier erscheinen Modelle, die andere Programme im Cache hinterlassen haben.",
};

export const models: Messages["models"] = {
  title: "Modelle",
  types,
  typeTabs: "Modellarten",
  installedOf: (installed, total) => `${installed} von ${total} installiert`,
  show: { label: "Zeigen", all: "Alle", installed: "Installiert", available: "Verfügbar" },
  search: "Modelle durchsuchen",
  searchHint: "Suchen …",
  clearSearch: "Suche leeren",
  sort: "Sortieren nach",
  sorts: { name: "Name", size: "Größe", last_used: "Zuletzt benutzt" },
  fitsHere: "Passt auf diesen Rechner",
  fitsHereHint:
    "Nur Modelle, die hier mit 16-Bit-Gewichten laufen; die anderen brauchen mehr Arbeitsspeicher",
  views: { label: "Ansicht", cards: "Karten", table: "Tabelle" },
  table: {
    model: "Modell",
    status: "Zustand",
    size: "Größe",
    memory: "RAM f16",
    usedBy: "Benutzt von",
  },
  selection: {
    label: "Gewählte Modelle",
    select: (id) => `${id} auswählen`,
    count: (count) => plural(count, { one: "1 Modell", other: `${count} Modelle` }),
    clear: "Keines auswählen",
    deeds: {
      download: (count) => `${count} herunterladen`,
      verify: (count) => `${count} prüfen`,
      delete: (count) => `${count} löschen`,
    },
  },
  disk: {
    label: "Festplatte",
    reclaim: (size) => `${size} können frei werden →`,
    description: (parts) => `Belegung der Festplatte: ${parts}`,
  },
  warnings: (count) =>
    plural(count, {
      one: "Eine Sache im Cache sollten Sie ansehen",
      other: `${count} Dinge im Cache sollten Sie ansehen`,
    }),
  empty: {
    searchHub: "Auf dem Hub danach suchen",
    nothingFound: (text) => `Kein Modell passt zu „${text}“.`,
    noneInstalled: (type) => `Kein ${typeInSentence[type]} ist installiert. ${purpose[type]}`,
    noneAvailable: (type) => `Hier ist kein ${typeInSentence[type]} mehr herunterzuladen.`,
    noneFits: (type) =>
      `Von keinem ${typeInSentence[type]} ist bekannt, dass es mit 16-Bit-Gewichten auf diesen Rechner passt. Kleinere, oder solche mit int8- oder int4-Gewichten, können passen.`,
    none: (type) => `Hier ist noch kein ${typeInSentence[type]}. ${purpose[type]}`,
    showAll: "Alle zeigen",
    showAvailable: "Zeigen, was installiert werden kann",
  },
  card: {
    copyId: (id) => `${id} kopieren`,
    modelId: "Die Modell-ID",
    onDisk: (size) => `${size} auf der Festplatte`,
    about: (size) => `etwa ${size}`,
    toDownload: (size) => `${size} herunterzuladen`,
    partOnDisk: (size, total) => `${size} von ${total} auf der Festplatte`,
    sizeUnknown: "Größe unbekannt",
    inCache: (size, folder) => `${size} in ${folder}`,
    dimension: (count) => `${count} d`,
    tokens: (count) => `${count} Token`,
    memory: "Arbeitsspeicher",
    ram: "RAM",
    memoryHint:
      "Was es bei der Arbeit je Genauigkeit an Arbeitsspeicher braucht, und ob dieser Rechner so viel hat",
    traitsHint: "Zahlen in einem Vektor, der längste Text und die Lizenz",
    fits: { fits: "passt", tight: "knapp", no: "zu groß" },
    missingFiles: (count) =>
      plural(count, { one: "1 Datei fehlt", other: `${count} Dateien fehlen` }),
    precisions: { float16: "f16", int8: "int8" },
    usedBy: (names) => `Benutzt von ${names}`,
    download: "Herunterladen",
    downloadBytes: (size) => `${size} herunterladen`,
    downloadRest: "Rest herunterladen",
    repair: "Reparieren",
    update: "Aktualisieren",
    delete: "Löschen",
    inUse: "in Gebrauch",
  },
  repair: {
    title: (name) => `${name} reparieren?`,
    description: "Was eine Reparatur holen würde, verlangt eine Entscheidung.",
    submit: "Reparieren",
  },
  badges: {
    installed: "Installiert",
    partial: "Unvollständig",
    damaged: "Beschädigt",
    elsewhere: "Anderer Cache",
    custom: "Eigenes",
    nonCommercial: "Nicht kommerziell",
    gated: "Zugang beschränkt",
    update: "Neuere Fassung",
  },
};

const files = (count: number) => plural(count, { one: "1 Datei", other: `${count} Dateien` });

export const downloadDialog: Messages["downloadDialog"] = {
  title: (name) => `${name} herunterladen`,
  description: "Was geholt würde, was ausgelassen wird und warum.",
  revision: (sha) => `Revision ${sha}`,
  planning: "Der Hub wird gefragt, was zu holen ist …",
  toFetch: (count, size) => `${files(count)} · ${size} zu holen`,
  alreadyHere: (size) => `${size} schon hier`,
  leftOut: (count, size) => `ausgelassen: ${files(count)} · ${size}`,
  showFiles: "Alle Dateien zeigen",
  choice: "Was herunterzuladen ist",
  needed: "Nötige Dateien",
  allOf: (size) => `Alles (${size})`,
  otherBranch: "Andere Revision",
  branch: "Branch, Tag oder Commit",
  waitsUntil: (when) =>
    `Große Downloads warten auf ihre Zeit: Es beginnt ${when}, wenn Sie es nicht jetzt beginnen.`,
  startNow: "Jetzt beginnen",
  choose: "Auswählen …",
  actions: { download: "holen", cached: "hier", skip: "ausgelassen" },
  freeAfter: "Festplatte danach",
  free: (size) => `${size} frei`,
  tooLittle: (size) => `${size} zu wenig`,
  licence: "Lizenz",
  licenceUnknown: "nicht angegeben",
  noCommerce: (licence) => `${licence} · nicht für kommerzielle Nutzung`,
  access: "Zugang",
  accessFor: {
    everyone: "offen für alle, ohne Konto",
    gated:
      "beschränkt: Erst nimmt man die Bedingungen an, wie es das Hub-Konto getan hat, das hier benutzt wird",
    private: "privat, und offen für das Hub-Konto, das hier benutzt wird",
    nobody: "vorerst verschlossen",
  },
  safety: "Sicherheit",
  safe: "kein Pickle, kein fremder Code",
  affected: "Sammlungen",
  otherRevision: (names) =>
    `${names}: auf der Revision gebaut, die jetzt installiert ist. Ein neuer Index kann nötig werden; die alte Revision bleibt.`,
  unsafe: (names) => `kann beim Laden Code ausführen: ${names}`,
  noSpace:
    "Dafür ist die Festplatte zu voll, neben dem, was ansteht, und der Reserve, die frei bleibt. Löschen Sie Modelle, und versuchen Sie es erneut.",
  nothingChosen: "Wählen Sie mindestens eine Datei.",
  submit: (size) => `${size} herunterladen`,
  finish: "Download abschließen",
  starting: "Wird begonnen …",
  complete: (name) => `${name} ist schon vollständig.`,
};

export const removalDialog: Messages["removalDialog"] = {
  title: (name) => `${name} löschen`,
  description: "Was das Löschen freigibt und was ihm im Wege steht.",
  planning: "Es wird gesucht, wer es benutzt …",
  frees: (size) => `gibt ${size} frei`,
  blockers: { collection: "benutzt von", operation: "beschäftigt mit", process: "geöffnet in" },
  cannot: "So lange kann es nicht gelöscht werden.",
  openInProcess:
    "Ein laufendes Programm hat es geöffnet. Beenden Sie erst das Programm; ein Administrator kann es auch trotzdem löschen.",
  force: (modelId) =>
    `Um es zu löschen, obwohl ein Programm es geöffnet hat, geben Sie ${modelId} ein`,
  restore: "Später zurückholen",
  command: "Der Befehl",
  copyCommand: "Befehl kopieren",
  submit: (size) => `${size} löschen`,
  deleting: "Wird gelöscht …",
  deleted: (name, size) => `${name} ist gelöscht: ${size} sind wieder frei.`,
  trashed: (name, size, until) =>
    `${name} ist gelöscht. Es kann bis ${until} zurückgeholt werden; dann sind ${size} frei.`,
  undo: (duration) =>
    `Es kann ${duration} lang zurückgeholt werden, hier und unter Speicher. Ein Download, der den Platz braucht, bekommt ihn früher.`,
  pid: (pid) => `Prozess ${pid}`,
};
