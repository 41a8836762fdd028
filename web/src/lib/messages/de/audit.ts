import type { Messages } from "..";

export const audit: Messages["audit"] = {
  title: "Protokoll",
  explained: "Wer was getan hat und was daraus wurde. Einträge kommen nur hinzu.",
  empty: "Zu diesem Filter wurde noch nichts getan.",
  more: "Ältere Einträge zeigen",
  outcomes: { all: "Alle", done: "Erledigt", refused: "Abgelehnt", failed: "Gescheitert" },
  outcome: "Ausgang",
  about: "Betrifft",
  aboutHint: "Modell, Konto oder Sammlung",
  columns: { when: "Wann", who: "Wer", deed: "Tat", about: "Betrifft", outcome: "Ausgang" },
  nobody: "unbekannt",
  channels: {
    session: "Seite",
    token: "Token",
    command_line: "Kommandozeile",
    node: "Worker",
    settings: "Einstellungen",
  },
  forAdmins:
    "Nur Administratoren können das Protokoll lesen. Fragen Sie einen, oder melden Sie sich als einer an.",
};
