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
    search: "Benutzer durchsuchen",
    searchHint: "Name …",
    show: "Zeigen",
    all: "Alle",
    nobody: "Auf diesen Filter passt hier niemand.",
    showAll: "Alle zeigen",
    byProvider: "ohne Passwort",
    byProviderHint: "Meldet sich nur beim Anbieter an",
    record: "Was getan wurde",
    linked: {
      open: "Verknüpfte Konten",
      title: (name) => `Verknüpft mit ${name}`,
      description: "Konten eines Anmelde-Anbieters, die mit diesem verknüpft sind.",
      none: "Nichts ist verknüpft.",
    },
    roleOf: (name) => `Rolle von ${name}`,
    roleChange: {
      title: (name, role) => `${name} zum ${role} machen?`,
      description: "Was die neue Rolle erlaubt.",
      roles: { viewer: "Betrachter", member: "Mitglied", admin: "Administrator" },
      gains: {
        viewer: "",
        member:
          "Dann ist auch erlaubt: herunterladen, Sammlungen eintragen und löschen, was selbst geholt wurde und niemand benutzt.",
        admin:
          "Dann ist alles erlaubt: jedes unbenutzte Modell löschen, Benutzer und die Token aller verwalten, das Protokoll lesen, und Ihnen die eigene Rolle nehmen.",
      },
      loses: {
        viewer:
          "Dann bleibt nur das Ansehen. Heruntergeladenes und Eingetragenes bleibt, lässt sich aber nicht mehr ändern.",
        member:
          "Dann ist nicht mehr erlaubt: Benutzer, Token und Einstellungen verwalten, und löschen, was andere geholt haben.",
        admin: "",
      },
      when: "Es gilt ab der nächsten Anfrage, auch in laufenden Sitzungen und für Token.",
      self: "Das ist Ihr eigenes Konto: Sie können es nicht selbst zurücknehmen.",
      submit: (role) => `Zum ${role} machen`,
      done: (name, role) => `${name} ist jetzt ${role}.`,
    },
    reset: {
      open: "Passwort setzen",
      title: (name) => `Ein neues Passwort für ${name}`,
      description: "Es ersetzt das bisherige.",
      field: "Neues Passwort",
      hint: "Mindestens 10 Zeichen. Dieses wurde hier ausgedacht; übergeben Sie es, und lassen Sie es ändern.",
      consequence: (count) =>
        plural(count, {
          one: "Die laufende Sitzung endet sofort.",
          other: `Die ${count} laufenden Sitzungen enden sofort.`,
        }),
      noSession: "Zurzeit ist dieses Konto nirgends angemeldet.",
      tokensStay: "API-Token gelten weiter: Widerrufen Sie, was in falschen Händen ist.",
      submit: "Passwort setzen",
      done: (name) => `${name} hat ein neues Passwort.`,
      copy: "Passwort kopieren",
      what: "Das Passwort",
    },
    shutOut: {
      title: (name) => `${name} sperren?`,
      description: "Was geschieht, wenn das Konto gesperrt wird.",
      tokens: (count) =>
        plural(count, {
          one: "Das API-Token wird abgewiesen, solange das Konto gesperrt ist.",
          other: `Die ${count} API-Token werden abgewiesen, solange das Konto gesperrt ist.`,
        }),
      stays:
        "Downloads laufen weiter, und die Sammlungen schützen weiter Modelle. Sie können es wieder entsperren.",
      submit: (name) => `${name} sperren`,
      done: (name) => `${name} ist ausgesperrt.`,
    },
    enabled: (name) => `${name} kann sich wieder anmelden.`,
    removed: (name) => `${name} ist entfernt.`,
    removal: {
      title: (name) => `${name} entfernen?`,
      description: "Das Konto, seine Sitzungen und seine Token.",
      sessions: (count) =>
        plural(count, { one: "1 Sitzung endet", other: `${count} Sitzungen enden` }),
      tokens: (count) =>
        plural(count, {
          one: "1 API-Token wird fortan abgewiesen",
          other: `${count} API-Token werden fortan abgewiesen`,
        }),
      custom: "eigene Modelle gehen von der Liste",
      stays: "Was heruntergeladen wurde, bleibt auf der Platte, und was getan wurde, im Protokoll.",
      owns: (count) =>
        plural(count, {
          one: "Dem Konto gehört eine Sammlung, die ihre Modelle schützt:",
          other: `Dem Konto gehören ${count} Sammlungen, die ihre Modelle schützen:`,
        }),
      first: "Entfernen Sie erst diese, oder sperren Sie das Konto.",
      toCollections: "Zu den Sammlungen",
      submit: (name) => `${name} entfernen`,
    },
    forAdmins:
      "Nur Administratoren verwalten Benutzer. Fragen Sie einen, oder melden Sie sich als einer an.",
  },
  linked: {
    at: (issuer, when) => `${issuer} · verknüpft ${when}`,
    asleep: "Dieser Anbieter ist hier nicht mehr eingerichtet: Mit ihm meldet sich niemand an.",
    unlink: "Verknüpfung lösen",
    unlinked:
      "Die Verknüpfung ist gelöst. Alle anderen Sitzungen sind beendet; die API-Token bleiben.",
    about:
      "Jedes von diesen meldet sich an diesem Konto an. Eine Verknüpfung zu lösen beendet alle anderen Sitzungen des Kontos. Die übrigen verknüpften Konten und die API-Token bleiben: Prüfen Sie, ob Sie alle kennen.",
    toTokens: "Token prüfen",
  },
  account: {
    title: "Konto",
    mayDo: {
      viewer:
        "Betrachter: sieht Modelle, Downloads und Speicher. Ändern können sie Mitglieder und Administratoren.",
      member:
        "Mitglied: lädt auch herunter, trägt Sammlungen ein und löscht, was es heruntergeladen hat.",
      admin:
        "Administrator: löscht auch jedes Modell und verwaltet Benutzer, Token und das Hub-Token.",
    },
    password: "Passwort",
    providerAbout: (provider) => `Einmal verknüpft, können Sie sich auch mit ${provider} anmelden.`,
    linkProvider: (provider) => `Mein Konto bei ${provider} verknüpfen`,
    noProvider: "Verknüpfte Konten",
    noProviderAbout: "Es ist kein Anmelde-Anbieter mehr eingerichtet.",
    passwordAbout: "Ein neues Passwort beendet alle anderen Sitzungen.",
    current: "Jetziges Passwort",
    next: "Neues Passwort",
    change: "Passwort ändern",
    changed: "Das Passwort ist geändert. Alle anderen Sitzungen sind beendet.",
    tokens: "API-Token",
    tokensAbout:
      "Für Programme, die als Sie handeln, etwa einen RAG-Dienst, der seine Sammlungen einträgt.",
    toTokens: "Token ansehen und erzeugen",
    notifications: "Benachrichtigungen",
    sessions: "Wo Sie angemeldet sind",
    thisOne: "Diese hier",
    began: (when) => `angemeldet ${when}`,
    used: (when) => `zuletzt benutzt ${when}`,
    end: "Beenden",
    ended: "Die Sitzung ist beendet.",
    endOthers: "Alle anderen Sitzungen beenden",
    endedOthers: (count) =>
      plural(count, {
        one: "1 andere Sitzung ist beendet.",
        other: `${count} andere Sitzungen sind beendet.`,
      }),
    unknownAgent: "ein unbekanntes Programm",
    programOn: (program: string, system: string) => `${program} unter ${system}`,
  },
};
