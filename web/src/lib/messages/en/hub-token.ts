export const hubToken = {
  title: "Hub token",
  about:
    "For gated models, and for more requests an hour. It is stored encrypted and never shown again.",
  sources: {
    environment: "HF_TOKEN is in use",
    saved: "A saved token is in use",
    none: "No token: the Hub is asked as anybody",
  },
  account: (name: string) => `account ${name}`,
  name: (name: string) => `token “${name}”`,
  saved: (by: string, when: string) => `saved by ${by}, ${when}`,
  unreadable:
    "The saved token cannot be read any more: the secret key of this installation has changed. Save the token again.",
  environmentWins:
    "HF_TOKEN of the environment goes before a saved token. Unset it and start the server again to use the saved one.",
  field: "Token",
  save: "Check and save",
  asking: "Asking the Hub…",
  unnamed: "an account without a name",
  accepted: (account: string) => `The Hub knows the token: it is of ${account}. It is in use now.`,
  remove: "Remove the token",
  removed: "The saved token is removed.",
  removal: {
    title: "Remove the Hub token?",
    description: "The saved token is deleted here; at the Hub it stays valid.",
    body: "Gated models can then no longer be downloaded. What is on the disk stays. To make the token worthless, revoke it at the Hub as well.",
  },
};
