/** The page of `pages.ts` that the first part of an address leads to. The build reads this, too. */
export const FIRST_PARTS = {
  "": "models",
  "sign-in": "signIn",
  setup: "setup",
  settings: "models",
  models: "model",
  downloads: "downloads",
  storage: "storage",
  collections: "collections",
  search: "search",
  welcome: "welcome",
  users: "users",
  tokens: "tokens",
  account: "account",
  audit: "audit",
  system: "system",
} as const;
