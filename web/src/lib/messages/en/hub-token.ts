export const hubToken = {
  title: "Hub token",
  about:
    "For gated models, and for a higher request limit. It is stored encrypted and never shown again.",
  sources: {
    environment: "HF_TOKEN is in use",
    saved: "A saved token is in use",
    none: "No token: requests to the Hub are anonymous",
  },
  account: (name: string) => `account ${name}`,
  name: (name: string) => `token “${name}”`,
  saved: (by: string, when: string) => `saved by ${by}, ${when}`,
  unreadable:
    "The saved token cannot be read any more: the secret key of this installation has changed. Save the token again.",
  environmentWins:
    "HF_TOKEN in the environment takes precedence over a saved token. Unset it and restart the server to use the saved one.",
  field: "Token",
  save: "Check and save",
  asking: "Asking the Hub…",
  unnamed: "an account without a name",
  accepted: (account: string) => `The token is valid and in use: it belongs to ${account}.`,
  remove: "Remove the token",
  removed: "The saved token is removed.",
  removal: {
    title: "Remove the Hub token?",
    description: "The saved token is deleted here; on the Hub it stays valid.",
    body: "Gated models can then no longer be downloaded. What is on the disk stays. To make the token worthless, revoke it on the Hub as well.",
  },
};
