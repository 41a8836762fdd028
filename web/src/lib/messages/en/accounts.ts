export const accounts = {
  username: "Username",
  password: "Password",
  signIn: {
    title: "Sign in",
    submit: "Sign in",
    busy: "Signing in…",
    or: "or",
    byProvider: (provider: string) => `Sign in with ${provider}`,
    ended: "Your session has ended. Sign in again, and you are back where you were.",
    again: {
      title: "Sign in again",
      lead: (user: string) =>
        `The session of ${user} has ended. The page stays as it is, with what you have typed.`,
      elsewhere: "Sign in as somebody else",
    },
    problems: {
      oidc_off: "No sign-in provider is set up here. Sign in with a password.",
      oidc_unreachable:
        "The sign-in provider does not answer. Try again later, or sign in with a password.",
      oidc_refused: "The provider did not sign you in. Try again, or ask whoever runs it.",
      oidc_not_begun_here:
        "This sign-in was not begun in this browser, or too long ago. Begin again.",
      oidc_not_trusted:
        "What the provider said cannot be trusted. Ask the administrator of Modelshelf to look at its log.",
      oidc_no_role:
        "The provider knows you, but gives you no role here. Ask the administrator of Modelshelf for one.",
      oidc_identity_taken:
        "That account of the provider is linked to another user here. Ask the administrator of Modelshelf.",
      not_signed_in: "Sign in first, then link the provider's account from your account page.",
    } as Record<string, string>,
    problem: (code: string) =>
      `The sign-in with the provider did not succeed (${code}). Try again, or sign in with a password.`,
  },
  setup: {
    title: "Welcome to Modelshelf",
    lead: "Create the administrator. It takes one minute, once.",
    code: "One-time code",
    codeHint: "The server printed it when it started; it proves that you may set it up.",
    passwordHint: "At least 10 characters. A few words make a good one.",
    submit: "Create the administrator",
    busy: "Creating…",
  },
};
