export const common = {
  cancel: "Cancel",
  close: "Close",
  copied: (what: string) => `${what} is in the clipboard.`,
  copyRefused: (what: string) =>
    `The browser does not let this page write to the clipboard. Select and copy it: ${what}`,
  dismiss: "Dismiss",
  more: "Show more",
  showAll: (count: number) => `Show all ${count}`,
  chosen: (count: number) => `${count} chosen`,
  loading: "Loading",
  tryAgain: "Try again",
};

export const problems = {
  licencePage: "Its page at the Hub",
  hubTokens: "Tokens at the Hub",
  ownToken: "Give Modelshelf a token",
  unknownTitle: "Refused",
  unreadable: (status: number) =>
    `The server answered with status ${status} and no explanation. Its log says more.`,
  unreachableTitle: "No connection",
  unreachable:
    "The Modelshelf server does not answer. Check that it is running and that you are connected, then try again.",
  outdated: "This page is older than the server by now, and a part of it is gone. Reload it.",
  reload: "Reload",
  inPage: (cause: string) =>
    `This page ran into a fault of its own (${cause}). Reload it; downloads go on meanwhile.`,
};

export const shell = {
  product: "Modelshelf",
  skip: "Skip to the content",
  navigation: "Main",
  models: "Models",
  downloads: "Downloads",
  storage: "Storage",
  collections: "Collections",
  search: "Search the Hub",
  searchShort: "Search",
  users: "Users",
  accountPage: "Account",
  audit: "Audit",
  system: "System",
  activeDownloads: (count: number) => `${count} active`,
  theme: "Theme",
  themes: { light: "Light", dark: "Dark", system: "As the system" },
  language: "Language",
  account: (name: string) => `Account of ${name}`,
  roles: { viewer: "Viewer", member: "Member", admin: "Administrator" },
  signOut: "Sign out",
  lost: "The connection to the server is lost. What you see may be out of date. Downloads go on by themselves, at the latest when the server is back.",
  tryNow: "Try now",
  foundAgain: "Connected again. What happened meanwhile has been fetched.",
  hubOffline: "Hub offline",
  hubOfflineHint:
    "Modelshelf is set to work offline (MODELSHELF_OFFLINE): nothing is searched or downloaded until that is changed. What is installed can be used as ever.",
  keys: {
    title: "Keyboard shortcuts",
    description: "Keys that work from anywhere on the page.",
    palette: "Find a page, a model or an action",
    search: "Search the list",
    help: "This sheet",
    singleKeys: "Single keys are on (Ctrl K always is)",
  },
  palette: {
    title: "Commands",
    description: "Type a few letters, choose with the arrow keys, and press Enter.",
    field: "Page, model or action…",
    pages: "Page",
    models: "Model",
    deeds: "Action",
    hub: "Hub",
    types: {
      embedding: "Embedding models",
      llm: "LLMs",
      reranker: "Reranker models",
      splade: "SPLADE models",
    },
    searchList: (text: string) => `Show all models that match “${text}”`,
    searchHub: (text: string) => `Search the Hub for “${text}”`,
  },
  tray: {
    title: "Under way",
    open: (count: number, percent: number | null) =>
      percent === null ? `Under way: ${count}` : `Under way: ${count}, ${percent} %`,
    /** Beside the bar of the same model on the page, whose name is the model alone. */
    progressOf: (modelId: string) => `Progress of ${modelId}`,
    details: "All details",
    all: (count: number) => `All ${count}`,
    notify: "Notify me",
  },
  notifications: {
    explained:
      "When something ends while you look at another tab, your browser shows it. It asks you for leave first.",
    allow: "Allow it",
    notNow: "Not now",
    willNotify: "You will be notified",
    notAllowed: "Notifications are blocked in the browser",
    impossible: "This browser shows none for this address: they need https.",
  },
  messages: "Messages",
  notFoundTitle: "There is no such page",
  notFound: "The address may be mistyped, or the page has moved.",
  toModels: "Go to the models",
};
