import type { Messages } from "..";

export const common: Messages["common"] = {
  cancel: "Abbrechen",
  close: "Schließen",
  copied: (what) => `${what} ist in der Zwischenablage.`,
  copyRefused: (what) =>
    `Der Browser lässt diese Seite nicht in die Zwischenablage schreiben. Zum Markieren und Kopieren: ${what}`,
  dismiss: "Ausblenden",
  more: "Mehr zeigen",
  showAll: (count) => `Alle ${count} zeigen`,
  chosen: (count) => `${count} gewählt`,
  loading: "Wird geladen",
  tryAgain: "Erneut versuchen",
};

export const problems: Messages["problems"] = {
  licencePage: "Seine Seite auf dem Hub",
  hubTokens: "Token auf dem Hub",
  ownToken: "Modelshelf ein Token geben",
  unknownTitle: "Abgelehnt",
  unreadable: (status) =>
    `Der Server hat mit Status ${status} und ohne Erklärung geantwortet. Mehr steht in seinem Log.`,
  unreachableTitle: "Keine Verbindung",
  unreachable:
    "Der Modelshelf-Server antwortet nicht. Prüfen Sie, ob er läuft und ob Sie verbunden sind, und versuchen Sie es erneut.",
  outdated:
    "Diese Seite ist inzwischen älter als der Server, ein Teil von ihr fehlt. Laden Sie sie neu.",
  reload: "Neu laden",
  inPage: (cause) =>
    `Diese Seite hat selbst einen Fehler (${cause}). Laden Sie sie neu; Downloads laufen derweil weiter.`,
};

export const shell: Messages["shell"] = {
  product: "Modelshelf",
  skip: "Zum Inhalt springen",
  navigation: "Hauptnavigation",
  models: "Modelle",
  downloads: "Downloads",
  storage: "Speicher",
  collections: "Sammlungen",
  search: "Auf dem Hub suchen",
  searchShort: "Suchen",
  users: "Benutzer",
  accountPage: "Konto",
  audit: "Protokoll",
  system: "System",
  activeDownloads: (count) => `${count} aktiv`,
  theme: "Darstellung",
  themes: { light: "Hell", dark: "Dunkel", system: "Wie das System" },
  language: "Sprache",
  account: (name) => `Konto von ${name}`,
  roles: { viewer: "Betrachter", member: "Mitglied", admin: "Administrator" },
  signOut: "Abmelden",
  lost: "Die Verbindung zum Server ist unterbrochen. Was Sie sehen, kann veraltet sein. Downloads laufen von selbst weiter, spätestens wenn der Server wieder da ist.",
  tryNow: "Jetzt versuchen",
  foundAgain: "Wieder verbunden. Was inzwischen geschah, ist geholt.",
  hubOffline: "Ohne Hub",
  hubOfflineHint:
    "Modelshelf ist offline eingestellt (MODELSHELF_OFFLINE): Bis das geändert wird, wird nichts gesucht oder heruntergeladen. Was installiert ist, ist wie immer benutzbar.",
  keys: {
    ctrl: "Strg",
    title: "Tastenkürzel",
    description: "Tasten, die überall auf der Seite gelten.",
    palette: "Seite, Modell oder Aktion finden",
    search: "Die Liste durchsuchen",
    help: "Diese Übersicht",
    singleKeys: "Einzelne Tasten sind an (Strg K immer)",
  },
  palette: {
    title: "Befehle",
    description: "Ein paar Buchstaben tippen, mit den Pfeiltasten wählen, Eingabe drücken.",
    field: "Seite, Modell oder Aktion …",
    pages: "Seite",
    models: "Modell",
    deeds: "Aktion",
    hub: "Hub",
    types: {
      embedding: "Embedding-Modelle",
      llm: "LLMs",
      reranker: "Reranker-Modelle",
      splade: "SPLADE-Modelle",
    },
    searchList: (text) => `Alle Modelle zu „${text}“ zeigen`,
    searchHub: (text) => `Auf dem Hub nach „${text}“ suchen`,
  },
  tray: {
    title: "In Arbeit",
    open: (count, percent) =>
      percent === null ? `In Arbeit: ${count}` : `In Arbeit: ${count}, ${percent} %`,
    progressOf: (modelId) => `Fortschritt von ${modelId}`,
    details: "Alle Einzelheiten",
    all: (count) => `Alle ${count}`,
    notify: "Benachrichtigen",
  },
  notifications: {
    explained:
      "Endet etwas, während Sie einen anderen Tab ansehen, zeigt es Ihr Browser. Er fragt Sie vorher um Erlaubnis.",
    allow: "Erlauben",
    notNow: "Jetzt nicht",
    willNotify: "Sie werden benachrichtigt",
    notAllowed: "Benachrichtigungen sind im Browser gesperrt",
    impossible: "Dieser Browser zeigt an dieser Adresse keine: Sie brauchen https.",
  },
  messages: "Meldungen",
  notFoundTitle: "Diese Seite gibt es nicht",
  notFound: "Die Adresse kann einen Tippfehler haben, oder die Seite ist umgezogen.",
  toModels: "Zu den Modellen",
};
