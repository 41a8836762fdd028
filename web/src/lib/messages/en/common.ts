export const common = {
  cancel: "Cancel",
  close: "Close",
  copied: (what: string) => `${what} copied to the clipboard.`,
  copyRefused: (what: string) =>
    `The browser does not let this page write to the clipboard. Select and copy it: ${what}`,
  dismiss: "Dismiss",
  more: "Show more",
  showAll: (count: number) => `Show all ${count}`,
  chosen: (count: number) => `${count} selected`,
  loading: "Loading",
  tryAgain: "Try again",
};

export const problems = {
  licencePage: "Its page on the Hub",
  hubTokens: "Tokens on the Hub",
  ownToken: "Give Modelshelf a token",
  unknownTitle: "Refused",
  unreadable: (status: number) =>
    `The server answered with status ${status} and no explanation. Its log says more.`,
  unreachableTitle: "No connection",
  unreachable:
    "The Modelshelf server does not answer. Check that it is running and that you are connected, then try again.",
  outdated: "The server has been updated since this page was loaded. Reload the page.",
  reload: "Reload",
  inPage: (cause: string) =>
    `This page ran into an error (${cause}). Reload it; downloads are not affected.`,
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
  audit: "Audit log",
  system: "System",
  activeDownloads: (count: number) => `${count} active`,
  theme: "Theme",
  themes: { light: "Light", dark: "Dark", system: "System" },
  language: "Language",
  account: (name: string) => `Account of ${name}`,
  roles: { viewer: "Viewer", member: "Member", admin: "Administrator" },
  signOut: "Sign out",
  lost: "The connection to the server is lost. What you see may be out of date. Downloads go on by themselves, at the latest when the server is back.",
  tryNow: "Try now",
  foundAgain: "Reconnected. Everything is up to date.",
  hubOffline: "Hub offline",
  hubOfflineHint:
    "Modelshelf is set to work offline (MODELSHELF_OFFLINE): nothing is searched or downloaded until that is changed. Installed models work as usual.",
  keys: {
    ctrl: "Ctrl",
    title: "Keyboard shortcuts",
    description: "Keys that work from anywhere on the page.",
    palette: "Find a page, a model or an action",
    search: "Search the list",
    help: "Show this help",
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
    title: "In progress",
    open: (count: number, percent: number | null) =>
      percent === null ? `In progress: ${count}` : `In progress: ${count}, ${percent} %`,
    /** Beside the bar of the same model on the page, whose name is the model alone. */
    progressOf: (modelId: string) => `Progress of ${modelId}`,
    details: "View downloads",
    all: (count: number) => `View all ${count}`,
    notify: "Notify me",
  },
  notifications: {
    explained:
      "Your browser can tell you when something finishes while you are in another tab. It asks for your permission first.",
    allow: "Allow",
    notNow: "Not now",
    willNotify: "You will be notified",
    notAllowed: "Notifications are blocked in the browser",
    impossible: "Notifications are not available at this address: they need https.",
  },
  messages: "Messages",
  notFoundTitle: "Page not found",
  notFound: "The address may be mistyped, or the page has moved.",
  toModels: "Go to the models",
};
