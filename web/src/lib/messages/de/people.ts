import type { Messages } from "..";
import { pluralIn } from "../plural";

const plural = pluralIn("de");

export const people: Messages["people"] = {
  users: {
    title: "Benutzer",
    add: "Benutzer hinzufügen",
    role: "Rolle",
    roleAbout: {
      viewer: "Betrachter: sieht",
      member: "Mitglied: lädt auch herunter und löscht, was es selbst geholt hat",
      admin: "Administrator: verwaltet alles",
    },
    passwordHint: "Mindestens 10 Zeichen; übergeben Sie es, und lassen Sie es ändern.",
    description: "Wer diese Installation benutzen darf und wozu.",
    disabled: "Gesperrt",
    disable: "Sperren",
    enable: "Entsperren",
    remove: "Entfernen",
    you: "Sie",
    sessions: (count) => plural(count, { one: "1 Sitzung", other: `${count} Sitzungen` }),
    tokens: (count) => plural(count, { one: "1 Token", other: `${count} Token` }),
    seen: (when) => `zuletzt gesehen ${when}`,
    neverSeen: "nie angemeldet",
    added: (name) => `${name} kann sich jetzt anmelden.`,
    changed: (name) => `${name} ist geändert.`,
    removed: (name) => `${name} ist entfernt.`,
    removal: {
      title: (name) => `${name} entfernen?`,
      description: "Das Konto, seine Sitzungen und seine Token.",
      body: "Die Sitzungen und Token enden sofort. Was heruntergeladen wurde, bleibt. Wer nur ausgesperrt werden soll, dessen Konto lässt sich sperren.",
      submit: (name) => `${name} entfernen`,
    },
    forAdmins:
      "Nur Administratoren verwalten Benutzer. Fragen Sie einen, oder melden Sie sich als einer an.",
  },
  account: {
    title: "Konto",
    password: "Passwort",
    providerAbout: (provider) => `Einmal verknüpft, können Sie sich auch mit ${provider} anmelden.`,
    linkProvider: (provider) => `Mein Konto bei ${provider} verknüpfen`,
    passwordAbout: "Ein neues Passwort beendet alle anderen Sitzungen.",
    current: "Jetziges Passwort",
    next: "Neues Passwort",
    change: "Passwort ändern",
    changed: "Das Passwort ist geändert. Alle anderen Sitzungen sind beendet.",
    tokens: "API-Token",
    tokensAbout:
      "Für Programme. Ein Token handelt als Sie, in seinem Umfang, bis es abläuft oder Sie es widerrufen.",
    noTokens:
      "Noch kein Token. Ein RAG-Dienst etwa braucht eines, um seine Sammlungen einzutragen.",
    createToken: "Token erzeugen",
    tokenDescription: "Ein Token für ein Programm.",
    tokenName: "Wofür es ist",
    expires: "Läuft ab in Tagen",
    expiresHint: "Leer: nie.",
    scopes: "Es darf",
    scopeAbout: {
      read: "read: Modelle, Downloads und Sammlungen sehen",
      download: "download: auch herunterladen und Sammlungen eintragen",
      manage: "manage: alles, was Sie dürfen",
    },
    made: (name) => `Das Token „${name}“`,
    shownOnce:
      "Kopieren Sie es jetzt: Es wird nur dieses eine Mal gezeigt und nur als Hash gespeichert.",
    copyToken: "Token kopieren",
    revoke: "Widerrufen",
    revoked: (name) => `Das Token „${name}“ ist widerrufen.`,
    expired: "Abgelaufen",
    until: (when) => `bis ${when}`,
    never: "läuft nicht ab",
    used: (when) => `zuletzt benutzt ${when}`,
    neverUsed: "nie benutzt",
    sessions: "Wo Sie angemeldet sind",
    thisOne: "Diese hier",
    end: "Beenden",
    ended: "Die Sitzung ist beendet.",
    unknownAgent: "ein unbekanntes Programm",
    programOn: (program: string, system: string) => `${program} unter ${system}`,
  },
};
