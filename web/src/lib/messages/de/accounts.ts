import type { Messages } from "..";

export const accounts: Messages["accounts"] = {
  username: "Benutzername",
  password: "Passwort",
  signIn: {
    title: "Anmelden",
    submit: "Anmelden",
    busy: "Wird angemeldet …",
    or: "oder",
    byProvider: (provider) => `Mit ${provider} anmelden`,
    ended: "Ihre Sitzung ist beendet. Melden Sie sich wieder an, und Sie sind, wo Sie waren.",
    again: {
      title: "Wieder anmelden",
      lead: (user) =>
        `Die Sitzung von ${user} ist beendet. Die Seite bleibt, wie sie ist, mit dem, was Sie eingegeben haben.`,
      elsewhere: "Als jemand anderes anmelden",
    },
    problems: {
      oidc_off: "Hier ist kein Anmeldedienst eingerichtet. Melden Sie sich mit einem Passwort an.",
      oidc_unreachable:
        "Der Anmeldedienst antwortet nicht. Versuchen Sie es später, oder melden Sie sich mit einem Passwort an.",
      oidc_refused:
        "Der Anmeldedienst hat Sie nicht angemeldet. Versuchen Sie es erneut, oder fragen Sie, wer ihn betreibt.",
      oidc_not_begun_here:
        "Diese Anmeldung wurde nicht in diesem Browser begonnen oder vor zu langer Zeit. Beginnen Sie neu.",
      oidc_not_trusted:
        "Was der Anmeldedienst gesagt hat, ist nicht glaubwürdig. Bitten Sie den Administrator von Modelshelf, in sein Log zu sehen.",
      oidc_no_role:
        "Der Anmeldedienst kennt Sie, gibt Ihnen hier aber keine Rolle. Bitten Sie den Administrator von Modelshelf um eine.",
      oidc_identity_taken:
        "Dieses Konto des Anmeldedienstes gehört hier zu einem anderen Benutzer. Fragen Sie den Administrator von Modelshelf.",
      not_signed_in:
        "Melden Sie sich erst an, und verknüpfen Sie das Konto des Anmeldedienstes dann auf Ihrer Kontoseite.",
    },
    problem: (code) =>
      `Die Anmeldung beim Anmeldedienst ist nicht gelungen (${code}). Versuchen Sie es erneut, oder melden Sie sich mit einem Passwort an.`,
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
