import type { Messages } from "..";

import { pluralIn } from "../plural";

const plural = pluralIn("de");

export const system: Messages["system"] = {
  title: "System",
  nodes: "Rechner",
  atWork: "In Betrieb",
  notAtWork: "Nicht in Betrieb",
  seen: (when) => `zuletzt gesehen ${when}`,
  facts: {
    cache: "Cache",
    disk: "Festplatte",
    memory: "Arbeitsspeicher",
    accelerators: "Beschleuniger",
    processor: "Prozessor",
  },
  freeOf: (free, total) => `${free} frei von ${total}`,
  availableOf: (available, total) => `${available} verfügbar von ${total}`,
  limited: "von seinem Container begrenzt",
  cores: (count) => plural(count, { one: "1 Kern", other: `${count} Kerne` }),
  none: "Keine gefunden",
  unknown: "Noch nicht mitgeteilt",
  unified: "teilt den Arbeitsspeicher",
  installation: "Installation",
  hub: "Hub",
  offline: "offline eingestellt",
  database: "Datenbank",
  versions: "Versionen",
  settings: "Geltende Einstellungen",
  settingsAbout: "Als Umgebungsvariablen gesetzt oder in der Datei .env; beim Start gelesen.",
  name: "Name",
  value: "Wert",
  shown: { all: "Alle", own: "Hier gesetzt" },
  search: "Einstellungen durchsuchen",
  searchHint: "Name oder Zweck …",
  noSetting: "Keine Einstellung ist so.",
  unset: "nicht gesetzt",
  set: "gesetzt",
  isDefault: "Standard",
};
