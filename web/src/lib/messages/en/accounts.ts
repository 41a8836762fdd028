export const accounts = {
  username: "Username",
  password: "Password",
  signIn: {
    title: "Sign in",
    submit: "Sign in",
    busy: "Signing in…",
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
