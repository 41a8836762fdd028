import type { Messages } from "..";

export const storage: Messages["storage"] = {
  title: "Speicher",
  trash: "Gelöscht und noch da",
  explained: (window, size) =>
    `Was gelöscht wird, kann ${window} lang zurückgeholt werden. So lange belegt es ${size}, die ein Download bekommt, sobald er den Platz braucht.`,
  noWindow: "In dieser Installation werden gelöschte Modelle sofort entfernt (UNDO_WINDOW ist 0).",
  empty:
    "Nichts wartet darauf, entfernt zu werden. Ein Modell, das Sie löschen, kann von hier zurückgeholt werden.",
  left: (duration) => `noch ${duration}`,
  placeTaken: "An seiner Stelle ist etwas Neues: Löschen Sie erst das.",
  over: "Es kann nicht mehr zurückgeholt werden.",
  by: (name) => `von ${name}`,
  bringBack: "Zurückholen",
  bringingBack: "Wird zurückgeholt …",
  undo: "Rückgängig",
};
