import type { Messages } from "..";

export const hubToken: Messages["hubToken"] = {
  title: "Hub-Token",
  about:
    "Für Modelle mit beschränktem Zugang und für mehr Anfragen je Stunde. Es wird verschlüsselt gespeichert und nie wieder gezeigt.",
  sources: {
    environment: "HF_TOKEN ist in Gebrauch",
    saved: "Ein gespeichertes Token ist in Gebrauch",
    none: "Kein Token: Anfragen an den Hub sind anonym",
  },
  account: (name) => `Konto ${name}`,
  name: (name) => `Token „${name}“`,
  saved: (by, when) => `gespeichert von ${by}, ${when}`,
  unreadable:
    "Das gespeicherte Token ist nicht mehr lesbar: Der geheime Schlüssel dieser Installation hat sich geändert. Speichern Sie das Token neu.",
  environmentWins:
    "HF_TOKEN aus der Umgebung geht einem gespeicherten Token vor. Entfernen Sie es und starten Sie den Server neu, um das gespeicherte zu benutzen.",
  field: "Token",
  save: "Prüfen und speichern",
  asking: "Der Hub wird gefragt …",
  unnamed: "einem Konto ohne Namen",
  accepted: (account) =>
    `Der Hub kennt das Token: Es gehört zu ${account}. Es ist jetzt in Gebrauch.`,
  remove: "Token entfernen",
  removed: "Das gespeicherte Token ist entfernt.",
  removal: {
    title: "Hub-Token entfernen?",
    description: "Das gespeicherte Token wird hier gelöscht; beim Hub bleibt es gültig.",
    body: "Modelle mit beschränktem Zugang lassen sich dann nicht mehr herunterladen. Was auf der Festplatte ist, bleibt. Um das Token wertlos zu machen, widerrufen Sie es auch beim Hub.",
  },
};
