import { pluralIn } from "../plural";

const plural = pluralIn("en");
const files = (count: number) => plural(count, { one: "1 file", other: `${count} files` });

export const storage = {
  title: "Storage",
  stays: (count: number) => plural(count, { one: "1 stays:", other: `${count} stay:` }),
  trash: "Trash",
  explained: (window: string, size: string) =>
    `What is deleted can be restored for ${window}. Until then it takes ${size}, which a download gets as soon as it needs the space.`,
  noWindow:
    "Deleted models are removed at once on this installation (MODELSHELF_UNDO_WINDOW is 0).",
  empty: "The trash is empty. A model that you delete can be restored from here.",
  deletedAt: (when: string) => `deleted ${when}`,
  left: (duration: string) => `${duration} left`,
  placeTaken: "Something new is in its place: delete that first.",
  over: "It can no longer be restored.",
  by: (name: string) => `by ${name}`,
  bringBack: "Restore",
  bringingBack: "Restoring…",
  undo: "Undo",
  emptyNow: "Empty the trash now…",
  emptyTrash: {
    title: "Empty the trash",
    description: "What is lost for good, and what that frees.",
    body: (count: number) =>
      plural(count, {
        one: "This model leaves the disk for good. Only a download brings it back:",
        other: `These ${count} models leave the disk for good. Only downloads bring them back:`,
      }),
    word: "empty",
    type: "Type “empty” to confirm",
    submit: (size: string) => `Delete ${size} for good`,
  },
  proposals: {
    title: "Suggested deletions, to meet the budget",
    about: (over: string, still: string) =>
      `The cache is ${over} over its budget; ${still} when what is suggested above is gone. Those not used for longest come first.`,
    spared: (size: string) =>
      `${size} more would come before others, but somebody reported their use whose word moves no other model.`,
    notEnough: (days: number) =>
      plural(days, {
        one: "That is not enough: the rest is needed by somebody, or came or was used in the last day.",
        other: `That is not enough: the rest is needed by somebody, or came or was used in the last ${days} days.`,
      }),
    review: "Delete selected…",
    unused: "No use of it is known.",
    reported: (day: string) => `A program reported its use last on ${day}.`,
    read: (day: string) => `Its files were last read on ${day}, as far as the disk records that.`,
  },
  map: {
    title: "Disk usage",
    nothing: "No model is on the disk yet.",
    choose: "Choose a first one",
    notYet: "The disk has not been scanned yet. The worker does so when it starts.",
    parts: {
      models: "models",
      shared: "shared between models",
      partial: "unfinished downloads",
      datasets: "datasets",
      spaces: "spaces",
      trash: "deleted",
      other: "other",
      free: "free",
    },
    byType: "Models by type",
    type: "Type",
    count: "Models",
    size: "Size",
    types: {
      embedding: "Embedding",
      llm: "LLM",
      reranker: "Reranker",
      splade: "SPLADE",
      other: "Everything else",
    } as Record<string, string>,
    statuses: {
      available: "not here",
      partial: "partial",
      installed: "installed",
      damaged: "damaged",
    },
    largest: "Largest models",
  },
  budget: {
    kept: (used: string, budget: string) => `The cache takes ${used} of its budget of ${budget}.`,
    over: (used: string, budget: string, over: string) =>
      `The cache takes ${used}, ${over} over its budget of ${budget}.`,
    automatic: "The worker deletes by itself what was not used for longest.",
    byHand: "Suggestions are below.",
  },
  extra: {
    title: "Read-only caches",
    about: "Downloads copy from these what they hold. Nothing is ever written or deleted there.",
    notYet: "Not scanned yet.",
    models: (count: number) => plural(count, { one: "1 model", other: `${count} models` }),
    lookedAt: (when: string) => `scanned ${when}`,
  },
  history: {
    title: "Usage over time",
    span: "Time shown",
    days: (count: number) => `${count} days`,
    notYet:
      "A sample is taken once a day, and when much changes. After the second one this shows what filled the disk, and when.",
    summary: (from: string, before: string, to: string, after: string, free: string) =>
      `Models took ${before} on ${from} and ${after} on ${to}, when ${free} of the disk were free.`,
  },
  reclaim: {
    title: "Can be reclaimed",
    about:
      "Leftovers of models, datasets and Spaces that no collection or program needs. What is suggested is chosen; nothing goes before you have seen the list.",
    looking: "Scanning…",
    lookAgain: "Scan again",
    nothing: "Nothing to reclaim: everything in the cache belongs to a model that is here.",
    unfinished: (size: string) =>
      `Nothing to reclaim yet: ${size} are unfinished downloads, which may still go on.`,
    found: (size: string) => `${size} can be reclaimed`,
    review: "Reclaim…",
    changed: (day: string) => `last changed ${day}`,
    restore: "How to get it back",
    broughtBy: (names: string) => `Brought by ${names}. An administrator can reclaim it.`,
    notRecorded: "Nobody recorded who brought it. An administrator can reclaim it.",
    repoTypes: { dataset: "Dataset", space: "Space", kernel: "Kernel" },
    busy: (models: string) => `Not scanned while something is in progress there: ${models}`,
    kinds: {
      partial: "Abandoned download",
      revision: "Old revision",
      draft: "Incomplete links",
      blob: "Orphaned file",
      shared_blob: "Orphaned shared file",
      lock: "Lock files",
      stays: (count: number) => plural(count, { one: "1 stays:", other: `${count} stay:` }),
      trash: "Deleted model",
    },
    begun: (size: string) => `Reclaiming ${size}.`,
    dialog: {
      title: "Reclaim",
      description: "What exactly would go, and what it frees.",
      frees: (size: string) => `frees ${size}`,
      body: (count: number) =>
        plural(count, {
          one: "This leaves the disk for good:",
          other: `These ${count} leave the disk for good:`,
        }),
      submit: (size: string) => `Reclaim ${size}`,
    },
  },
  updates: {
    title: "Updates",
    about:
      "What the Hub has newer. An update fetches what changed and keeps the old revision; a pinned model stays where it is.",
    notYet:
      "Nothing has been checked yet. The worker checks each model now and then, unless MODELSHELF_UPDATE_CHECK_HOURS is 0; a model’s own page checks at once.",
    upToDate: (count: number) =>
      plural(count, {
        one: "1 model is up to date.",
        other: `${count} models are up to date.`,
      }),
    notLookedUp: (count: number) => `${count} not checked yet.`,
    update: (size: string) => `Update, ${size}`,
    pin: "Pin",
    unpin: "Unpin",
    check: "Check again",
    pinned: (sha: string) => `pinned at ${sha}`,
    fromTo: (from: string, to: string) => `${from} → ${to}`,
    published: (day: string) => `published ${day}`,
    notTold: (code: string) => `the Hub did not answer the check (${code})`,
    lookedAt: (when: string) => `checked ${when}`,
    changed: (count: number) => `${files(count)} changed`,
    added: (count: number) => `${files(count)} added`,
    removed: (count: number) => `${files(count)} removed`,
    reindex: (count: number, names: string) =>
      plural(count, {
        one: `1 collection needs re-indexing to use it: ${names}`,
        other: `${count} collections need re-indexing to use it: ${names}`,
      }),
    dialog: {
      title: (model: string) => `Update ${model}`,
      description: "What the update changes, and for whom.",
      body: "The newest revision is downloaded beside the one that is here. Programs that ask for the main branch get the new one; the old one stays until it is reclaimed.",
    },
  },
  verify: {
    title: "Verification",
    about:
      "Reads every file and compares it with the checksum that the Hub gave, as the download of a whole model has done already. It runs in the background, one model after the other.",
    all: "Verify all",
    cancel: "Cancel the verification",
    waiting: (count: number) =>
      count === 0
        ? "The last one is being read"
        : plural(count, { one: "1 more model waits", other: `${count} more models wait` }),
    nothing: "There is nothing to verify: no model is on the disk.",
    summary: (sound: number, never: number) =>
      `${sound} verified and sound · ${never} not verified yet`,
    sound: "Sound",
    never: "not verified yet",
    read: (count: number, size: string) => `${files(count)}, ${size} compared`,
    unproven: (count: number) => `no checksum known for ${files(count)}`,
    damaged: (count: number) =>
      plural(count, {
        one: "1 file is not as it should be. A repair fetches only that one again.",
        other: `${count} files are not as they should be. A repair fetches only those again.`,
      }),
  },
};
