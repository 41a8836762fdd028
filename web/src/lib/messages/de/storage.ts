import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");
const files = (count: number) => plural(count, { one: "1 Datei", other: `${count} Dateien` });

export const storage: Messages["storage"] = {
  title: "Speicher",
  stays: (count) => plural(count, { one: "1 bleibt:", other: `${count} bleiben:` }),
  trash: "Papierkorb",
  explained: (window, size) =>
    `Was gelöscht wird, kann ${window} lang zurückgeholt werden. So lange belegt es ${size}, die ein Download bekommt, sobald er den Platz braucht.`,
  noWindow:
    "In dieser Installation werden gelöschte Modelle sofort entfernt (MODELSHELF_UNDO_WINDOW ist 0).",
  empty: "Der Papierkorb ist leer. Ein Modell, das Sie löschen, kann von hier zurückgeholt werden.",
  deletedAt: (when: string) => `gelöscht ${when}`,
  left: (duration) => `noch ${duration}`,
  placeTaken: "An seiner Stelle ist etwas Neues: Löschen Sie erst das.",
  over: "Es kann nicht mehr zurückgeholt werden.",
  by: (name) => `von ${name}`,
  bringBack: "Zurückholen",
  bringingBack: "Wird zurückgeholt …",
  undo: "Rückgängig",
  emptyNow: "Papierkorb jetzt leeren …",
  emptyTrash: {
    title: "Papierkorb leeren",
    description: "Was endgültig verloren ist und was das freigibt.",
    body: (count) =>
      plural(count, {
        one: "Dieses Modell verlässt die Festplatte endgültig. Nur ein Download bringt es zurück:",
        other: `Diese ${count} Modelle verlassen die Festplatte endgültig. Nur Downloads bringen sie zurück:`,
      }),
    word: "leeren",
    type: "Zur Bestätigung „leeren“ eingeben",
    submit: (size) => `${size} endgültig löschen`,
  },
  proposals: {
    title: "Vorschläge zum Löschen, um das Budget einzuhalten",
    about: (over, still) =>
      `Der Cache liegt ${over} über dem, was er haben darf; ${still}, wenn das oben Vorgeschlagene weg ist. Was am längsten nicht benutzt wurde, kommt zuerst.`,
    spared: (size) =>
      `Weitere ${size} kämen früher, hätte nicht jemand ihren Gebrauch gemeldet, dessen Meldung nicht zulasten anderer Modelle gehen darf.`,
    notEnough: (days) =>
      plural(days, {
        one: "Das reicht nicht: Der Rest wird gebraucht, oder er kam am letzten Tag oder wurde da benutzt.",
        other: `Das reicht nicht: Der Rest wird gebraucht, oder er kam in den letzten ${days} Tagen oder wurde da benutzt.`,
      }),
    review: "Zusammen löschen …",
    unused: "Ob es benutzt wurde, ist nicht bekannt.",
    reported: (day) => `Ein Programm hat seinen Gebrauch zuletzt am ${day} gemeldet.`,
    read: (day) =>
      `Seine Dateien wurden zuletzt am ${day} gelesen, soweit die Festplatte das festhält.`,
  },
  map: {
    title: "Was auf der Festplatte liegt",
    nothing: "Noch liegt kein Modell auf der Festplatte.",
    choose: "Ein erstes wählen",
    notYet: "Die Festplatte wurde noch nicht angesehen. Der Worker tut das, wenn er startet.",
    parts: {
      models: "Modelle",
      shared: "von Modellen geteilt",
      partial: "unfertige Downloads",
      datasets: "Datensätze",
      spaces: "Spaces",
      trash: "gelöscht",
      other: "anderes",
      free: "frei",
    },
    byType: "Modelle nach Art",
    type: "Art",
    count: "Modelle",
    size: "Größe",
    types: {
      embedding: "Embedding",
      llm: "LLM",
      reranker: "Reranker",
      splade: "SPLADE",
      other: "Alles andere",
    },
    statuses: {
      available: "nicht hier",
      partial: "unvollständig",
      installed: "installiert",
      damaged: "beschädigt",
    },
    largest: "Die größten Modelle",
  },
  budget: {
    kept: (used, budget) => `Der Cache belegt ${used} von den ${budget}, die er haben darf.`,
    over: (used, budget, over) =>
      `Der Cache belegt ${used}, ${over} mehr als die ${budget}, die er haben darf.`,
    automatic: "Der Worker löscht von selbst, was am längsten nicht benutzt wurde.",
    byHand: "Unten steht, was gehen könnte.",
  },
  extra: {
    title: "Nur gelesene Caches",
    about:
      "Was in ihnen liegt, kopiert ein Download von dort. Geschrieben oder gelöscht wird dort nie etwas.",
    notYet: "Noch nicht angesehen.",
    models: (count) => plural(count, { one: "1 Modell", other: `${count} Modelle` }),
    lookedAt: (when) => `angesehen ${when}`,
  },
  history: {
    title: "Im Lauf der Zeit",
    span: "Gezeigte Zeit",
    days: (count) => `${count} Tage`,
    notYet:
      "Einmal am Tag und wenn sich viel ändert, wird der Stand notiert. Nach dem zweiten Mal steht hier, was die Festplatte gefüllt hat und wann.",
    summary: (from, before, to, after, free) =>
      `Modelle belegten am ${from} ${before} und am ${to} ${after}; da waren ${free} der Festplatte frei.`,
  },
  reclaim: {
    title: "Kann freigegeben werden",
    about:
      "Reste von Modellen, Datensätzen und Spaces, die weder Sammlungen noch Programme brauchen. Das Vorgeschlagene ist gewählt; nichts geht, bevor Sie die Liste gesehen haben.",
    looking: "Wird gesucht …",
    lookAgain: "Erneut suchen",
    nothing: "Nichts freizugeben: Alles im Cache gehört zu einem Modell, das hier ist.",
    unfinished: (size) =>
      `Noch nichts freizugeben: ${size} sind unfertige Downloads, die vielleicht noch weitergehen.`,
    found: (size) => `${size} können freigegeben werden`,
    review: "Freigeben …",
    changed: (day) => `zuletzt geändert ${day}`,
    restore: "Wie man es wiederbekommt",
    broughtBy: (names) => `Gebracht von ${names}. Ein Administrator kann es freigeben.`,
    notRecorded:
      "Wer es gebracht hat, ist nicht festgehalten. Ein Administrator kann es freigeben.",
    repoTypes: { dataset: "Datensatz", space: "Space", kernel: "Kernel" },
    busy: (models) => `Nicht angesehen, weil dort gerade etwas läuft: ${models}`,
    kinds: {
      partial: "Aufgegebener Download",
      revision: "Alte Revision",
      draft: "Unfertige Links",
      blob: "Verwaiste Datei",
      shared_blob: "Verwaiste geteilte Datei",
      lock: "Sperrdateien",
      stays: (count) => plural(count, { one: "1 bleibt:", other: `${count} bleiben:` }),
      trash: "Gelöschtes Modell",
    },
    begun: (size) => `${size} werden freigegeben.`,
    dialog: {
      title: "Freigeben",
      description: "Was genau ginge und was das freigibt.",
      frees: (size) => `gibt ${size} frei`,
      body: (count) =>
        plural(count, {
          one: "Das verlässt die Festplatte endgültig:",
          other: `Diese ${count} verlassen die Festplatte endgültig:`,
        }),
      submit: (size) => `${size} freigeben`,
    },
  },
  updates: {
    title: "Neuere Fassungen",
    about:
      "Was der Hub Neueres hat. Eine Aktualisierung holt das Geänderte und behält die alte Revision; ein festgehaltenes Modell bleibt, wo es ist.",
    notYet:
      "Noch wurde nichts nachgesehen. Der Worker fragt den Hub ab und zu nach jedem Modell, wenn MODELSHELF_UPDATE_CHECK_HOURS nicht 0 ist; die Seite eines Modells fragt sofort.",
    upToDate: (count) =>
      plural(count, {
        one: "1 Modell ist so neu wie das des Hubs.",
        other: `${count} Modelle sind so neu wie die des Hubs.`,
      }),
    notLookedUp: (count) => `${count} noch nicht nachgesehen.`,
    update: (size) => `Aktualisieren, ${size}`,
    pin: "Festhalten",
    unpin: "Lösen",
    check: "Erneut nachsehen",
    pinned: (sha) => `festgehalten bei ${sha}`,
    fromTo: (from, to) => `${from} → ${to}`,
    published: (day) => `veröffentlicht ${day}`,
    notTold: (code) => `der Hub hat nichts gesagt (${code})`,
    lookedAt: (when) => `nachgesehen ${when}`,
    changed: (count) => `${files(count)} geändert`,
    added: (count) => `${files(count)} neu`,
    removed: (count) => `${files(count)} entfernt`,
    reindex: (count, names) =>
      plural(count, {
        one: `1 Sammlung braucht dafür einen neuen Index: ${names}`,
        other: `${count} Sammlungen brauchen dafür einen neuen Index: ${names}`,
      }),
    dialog: {
      title: (model) => `${model} aktualisieren`,
      description: "Was sich dadurch ändert und für wen.",
      body: "Die neueste Revision wird neben die vorhandene geladen. Programme, die den Hauptzweig verlangen, bekommen die neue; die alte bleibt, bis sie freigegeben wird.",
    },
  },
  verify: {
    title: "Prüfung",
    about:
      "Liest jede Datei und vergleicht sie mit der Prüfsumme des Hubs, wie es der Download eines ganzen Modells schon getan hat. Das läuft hinter allem anderen, ein Modell nach dem anderen.",
    all: "Alle prüfen",
    cancel: "Prüfung abbrechen",
    waiting: (count) =>
      count === 0
        ? "Das letzte wird gelesen"
        : plural(count, {
            one: "1 weiteres Modell wartet",
            other: `${count} weitere Modelle warten`,
          }),
    nothing: "Es gibt nichts zu prüfen: Kein Modell ist auf der Festplatte.",
    summary: (sound, never) => `${sound} geprüft und in Ordnung · ${never} noch nicht geprüft`,
    sound: "In Ordnung",
    never: "noch nicht geprüft",
    read: (count, size) => `${files(count)}, ${size} verglichen`,
    unproven: (count) => `keine Prüfsumme bekannt für ${files(count)}`,
    damaged: (count) =>
      plural(count, {
        one: "1 Datei ist nicht, wie sie sein soll. Eine Reparatur holt nur sie neu.",
        other: `${count} Dateien sind nicht, wie sie sein sollen. Eine Reparatur holt nur sie neu.`,
      }),
  },
};
