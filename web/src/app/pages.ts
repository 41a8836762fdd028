import { FIRST_PARTS } from "./first-parts";

/** The code of each page: a chunk of its own, which is loaded when the page is wanted. */
export const PAGES = {
  signIn: () => import("@/features/accounts/sign-in-page"),
  setup: () => import("@/features/accounts/setup-page"),
  models: () => import("@/features/models/models-page"),
  model: () => import("@/features/models/one/model-page"),
  downloads: () => import("@/features/downloads/downloads-page"),
  storage: () => import("@/features/storage/storage-page"),
  collections: () => import("@/features/collections/collections-page"),
  search: () => import("./search-screen"),
  welcome: () => import("@/features/welcome/welcome-page"),
  users: () => import("@/features/users/users-page"),
  tokens: () => import("@/features/tokens/tokens-page"),
  account: () => import("@/features/accounts/account-page"),
  audit: () => import("@/features/audit/audit-page"),
  system: () => import("@/features/system/system-page"),
};

const BY_FIRST_PART: Readonly<Record<string, keyof typeof PAGES>> = FIRST_PARTS;

/** The page that an address leads to, unless the router decides otherwise; undefined: none. */
export function pageAt(path: string): keyof typeof PAGES | undefined {
  return BY_FIRST_PART[path.split("/")[1] ?? ""];
}
