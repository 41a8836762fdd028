import type { Messages } from "..";

export const accounts: Messages["accounts"] = {
  username: "Benutzername",
  password: "Passwort",
  signIn: {
    title: "Anmelden",
    submit: "Anmelden",
    busy: "Wird angemeldet …",
  },
  setup: {
    title: "Willkommen bei Modelshelf",
    lead: "Legen Sie den Administrator an. Das dauert eine Minute und ist nur einmal nötig.",
    code: "Einmalcode",
    codeHint: "Der Server hat ihn beim Start ausgegeben; er belegt, dass Sie einrichten dürfen.",
    passwordHint: "Mindestens 10 Zeichen. Ein paar Wörter ergeben ein gutes.",
    submit: "Administrator anlegen",
    busy: "Wird angelegt …",
  },
};
