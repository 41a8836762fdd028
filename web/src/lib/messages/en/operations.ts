const status = {
  pending: "Waiting",
  downloading: "Downloading",
  verifying: "Verifying",
  running: "Running",
  paused: "Paused",
  completed: "Done",
  failed: "Failed",
  cancelled: "Cancelled",
};

const kind = {
  download: "Download",
  delete: "Deletion",
  verify: "Verification",
  try: "Trial",
  restore: "Return",
  export: "Export",
  import: "Import",
  reclaim: "Clean-up",
};

export const operations = {
  status,
  kind,
  bytes: (done: string, total: string) => `${done} of ${total}`,
  bytesUnknownTotal: (done: string) => `${done} so far`,
  timeLeft: (duration: string) => `${duration} left`,
  waiting: (position: number | null) =>
    position === null || position <= 0
      ? "Waiting for its turn"
      : `Waiting, number ${position} in the queue`,
  waitingUntil: (when: string) => `Big downloads wait for their hours: until ${when}`,
  pausedAt: (bytes: string) => `Paused at ${bytes}. It goes on from there.`,
  verifying: "Checking what has arrived",
  reconnecting: "Connection to the Hub lost, trying again",
  files: (current: string, done: number, total: number) => `${current} · ${done} of ${total} files`,
  "start-now": "Start now",
  pause: "Pause",
  resume: "Resume",
  cancel: "Cancel",
  retry: "Retry",
  othersHint: "Whoever asked for it, or an administrator, can pause or cancel it",
  stalled: "Nothing has arrived for some seconds. The connection is tried again by itself.",
  silent: "No news for some seconds. It goes on by itself from where it is.",
  /** What goes on while an operation runs that is no download. */
  doing: {
    ...kind,
    delete: "It is being taken off the disk",
    verify: "Every file is read and compared with its checksum",
    try: "It is loaded once, in a process of its own",
    restore: "It is being brought back",
    export: "It is being packed",
    import: "Every file is checked and put into the cache",
  },
  showFiles: "Files",
  filePhases: {
    waiting: "waiting",
    downloading: "coming",
    verifying: "being checked",
    done: "here",
  },
  speedChart: (most: string) => `Speed of the last minute, at most ${most}`,
  /** What screen readers hear after the deed. */
  of: (modelId: string) => ` ${modelId}`,
  finished: {
    download: (model: string, size: string) => `${model} is installed: ${size}.`,
    restore: (model: string) => `${model} is back.`,
    try: (model: string) => `${model} works.`,
    export: (model: string) => `${model} is packed.`,
    import: (model: string) => `${model} was taken in.`,
    reclaim: (model: string, size: string) => `${model} is cleaned up: ${size} are free.`,
    verify: (model: string) => `${model} is verified: every file is as it should be.`,
  },
  /** Of several that ended one soon after the other: their names, or how many they are. */
  finishedMany: {
    download: (models: string) => `${models} are installed.`,
    restore: (models: string) => `${models} are back.`,
    try: (models: string) => `${models} work.`,
    reclaim: (models: string) => `${models} are cleaned up.`,
    verify: (models: string) => `${models} are verified: every file is as it should be.`,
    delete: undefined,
    export: undefined,
    import: undefined,
  },
  failed: (model: string, cause: string) => `${model}: ${cause}`,
  failedWithoutCause: "It failed, and the server did not say why. Retry it, or see its log.",
  cancelled: (model: string) => `${model}: cancelled.`,
  page: {
    title: "Downloads",
    active: "Active",
    history: "History",
    nothingActive: "Nothing is being downloaded. Choose a model to download one.",
    toModels: "Choose a model",
    noHistory: "What was downloaded, deleted or verified will be listed here.",
    by: (name: string) => `by ${name}`,
    took: (duration: string) => `took ${duration}`,
  },
};
