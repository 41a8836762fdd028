import type { Messages } from "..";

const status = {
  pending: "Wartet",
  downloading: "Wird geladen",
  verifying: "Wird geprüft",
  running: "Läuft",
  paused: "Angehalten",
  completed: "Fertig",
  failed: "Gescheitert",
  cancelled: "Abgebrochen",
};

const kind = {
  download: "Download",
  delete: "Löschung",
  verify: "Prüfung",
  try: "Probelauf",
  restore: "Wiederherstellung",
  export: "Export",
  import: "Import",
  reclaim: "Aufräumen",
};

export const operations: Messages["operations"] = {
  status,
  kind,
  bytes: (done, total) => `${done} von ${total}`,
  bytesUnknownTotal: (done) => `${done} bisher`,
  timeLeft: (duration) => `noch ${duration}`,
  waiting: (position) =>
    position === null || position <= 0
      ? "Wartet, bis es an der Reihe ist"
      : `Wartet, Nummer ${position} in der Schlange`,
  waitingUntil: (when) => `Große Downloads warten auf ihre Zeit: bis ${when}`,
  pausedAt: (bytes) => `Angehalten bei ${bytes}. Von da geht es weiter.`,
  verifying: "Was angekommen ist, wird geprüft",
  reconnecting: "Verbindung zum Hub verloren, neuer Versuch läuft",
  files: (current, done, total) => `${current} · ${done} von ${total} Dateien`,
  "start-now": "Jetzt beginnen",
  pause: "Anhalten",
  resume: "Fortsetzen",
  cancel: "Abbrechen",
  retry: "Wiederholen",
  othersHint: "Wer es begonnen hat, oder ein Administrator, kann es anhalten oder abbrechen",
  stalled: "Seit einigen Sekunden kommt nichts an. Die Verbindung wird von selbst neu versucht.",
  silent: "Seit einigen Sekunden keine Nachricht. Es geht von selbst weiter, wo es steht.",
  doing: {
    ...kind,
    delete: "Es wird von der Festplatte genommen",
    verify: "Jede Datei wird gelesen und mit ihrer Prüfsumme verglichen",
    try: "Es wird einmal geladen, in einem eigenen Prozess",
    restore: "Es wird zurückgeholt",
    export: "Es wird gepackt",
    import: "Jede Datei wird geprüft und in den Cache gelegt",
  },
  showFiles: "Dateien",
  filePhases: { waiting: "wartet", downloading: "kommt", verifying: "wird geprüft", done: "hier" },
  speedChart: (most) => `Geschwindigkeit der letzten Minute, höchstens ${most}`,
  of: (modelId) => ` ${modelId}`,
  finished: {
    download: (model, size) => `${model} ist installiert: ${size}.`,
    restore: (model) => `${model} ist wieder da.`,
    try: (model) => `${model} funktioniert.`,
    export: (model) => `${model} ist gepackt.`,
    import: (model) => `${model} ist aufgenommen.`,
    reclaim: (model, size) => `${model} ist aufgeräumt: ${size} sind frei.`,
    verify: (model) => `${model} ist geprüft: Jede Datei ist, wie sie sein soll.`,
  },
  finishedMany: {
    download: (models) => `${models} sind installiert.`,
    restore: (models) => `${models} sind wieder da.`,
    try: (models) => `${models} funktionieren.`,
    reclaim: (models) => `${models} sind aufgeräumt.`,
    verify: (models) => `${models} sind geprüft: Jede Datei ist, wie sie sein soll.`,
    delete: undefined,
    export: undefined,
    import: undefined,
  },
  failed: (model, cause) => `${model}: ${cause}`,
  failedWithoutCause:
    "Es ist gescheitert, und der Server hat nicht gesagt, warum. Wiederholen Sie es, oder sehen Sie in sein Log.",
  cancelled: (model) => `${model}: abgebrochen.`,
  page: {
    title: "Downloads",
    active: "Aktiv",
    history: "Verlauf",
    nothingActive: "Nichts wird heruntergeladen. Wählen Sie ein Modell, um eines herunterzuladen.",
    toModels: "Modell wählen",
    noHistory: "Hier wird stehen, was heruntergeladen, gelöscht oder geprüft wurde.",
    by: (name) => `von ${name}`,
    took: (duration) => `dauerte ${duration}`,
  },
};
