import { pluralIn } from "../plural";

const plural = pluralIn("en");

const types = {
  embedding: "Embedding",
  llm: "LLM",
  reranker: "Reranker",
  splade: "SPLADE",
  other: "Everything else",
};

const typeInSentence = {
  embedding: "embedding model",
  llm: "LLM",
  reranker: "reranker",
  splade: "SPLADE model",
  other: "other model",
};

const purpose = {
  embedding: "Embedding models turn text into vectors, which is what a search index is made of.",
  llm: "LLMs write answers and summaries.",
  reranker: "Rerankers put search results in a better order.",
  splade: "SPLADE models make keyword-like vectors, for search by exact words.",
  other: "Models that other programs left in the cache appear here.",
};

type TypeName = keyof typeof types;

export const models = {
  title: "Models",
  types,
  typeTabs: "Model types",
  installedOf: (installed: number, total: number) => `${installed} of ${total} installed`,
  show: { label: "Show", all: "All", installed: "Installed", available: "Available" },
  search: "Search models",
  searchHint: "Search…",
  clearSearch: "Clear the search",
  sort: "Sort by",
  sorts: { name: "Name", size: "Size", last_used: "Last used" },
  fitsHere: "Fits this machine",
  fitsHereHint: "Only models that run here with 16-bit weights; the others need more memory",
  views: { label: "View", cards: "Cards", table: "Table" },
  table: {
    model: "Model",
    status: "Status",
    size: "Size",
    memory: "Memory f16",
    usedBy: "Used by",
  },
  selection: {
    label: "Selected models",
    select: (id: string) => `Select ${id}`,
    count: (count: number) => plural(count, { one: "1 model", other: `${count} models` }),
    clear: "Clear selection",
    deeds: {
      download: (count: number) => `Download ${count}`,
      verify: (count: number) => `Verify ${count}`,
      delete: (count: number) => `Delete ${count}`,
    },
  },
  disk: {
    label: "Disk",
    reclaim: (size: string) => `${size} can be reclaimed →`,
    description: (parts: string) => `Use of the disk: ${parts}`,
  },
  warnings: (count: number) =>
    plural(count, {
      one: "One thing in the cache needs attention",
      other: `${count} things in the cache need attention`,
    }),
  empty: {
    searchHub: "Search the Hub for it",
    nothingFound: (text: string) => `No model matches “${text}”.`,
    noneInstalled: (type: TypeName) => `No ${typeInSentence[type]} is installed. ${purpose[type]}`,
    noneAvailable: (type: TypeName) => `There is no ${typeInSentence[type]} left to download here.`,
    noneFits: (type: TypeName) =>
      `No ${typeInSentence[type]} is known to fit this machine with 16-bit weights. Smaller ones, or ones with int8 or int4 weights, may.`,
    none: (type: TypeName) => `There is no ${typeInSentence[type]} here yet. ${purpose[type]}`,
    showAll: "Show all",
    showAvailable: "See what can be installed",
  },
  card: {
    copyId: (id: string) => `Copy ${id}`,
    modelId: "The model id",
    onDisk: (size: string) => `${size} on disk`,
    about: (size: string) => `about ${size}`,
    toDownload: (size: string) => `${size} to download`,
    partOnDisk: (size: string, total: string) => `${size} of ${total} on disk`,
    sizeUnknown: "size unknown",
    inCache: (size: string, folder: string) => `${size} in ${folder}`,
    dimension: (count: number) => `${count} d`,
    tokens: (count: string) => `${count} tokens`,
    memory: "Memory",
    ram: "RAM",
    memoryHint:
      "What it takes in memory while it works, by precision, and whether this machine has it",
    traitsHint: "Numbers in a vector, the longest text, and the licence",
    fits: { fits: "fits", tight: "tight", no: "too big" },
    missingFiles: (count: number) =>
      plural(count, { one: "1 file is missing", other: `${count} files are missing` }),
    precisions: { float16: "f16", int8: "int8" },
    usedBy: (names: string) => `Used by ${names}`,
    download: "Download",
    downloadBytes: (size: string) => `Download ${size}`,
    downloadRest: "Download the rest",
    repair: "Repair",
    update: "Update",
    delete: "Delete",
    inUse: "in use",
  },
  repair: {
    title: (name: string) => `Repair ${name}?`,
    description: "This repair needs your confirmation.",
    submit: "Repair",
  },
  badges: {
    installed: "Installed",
    partial: "Partial",
    damaged: "Damaged",
    elsewhere: "Other cache",
    custom: "Custom",
    nonCommercial: "Non-commercial",
    gated: "Gated",
    update: "Update",
  },
};

const files = (count: number) => plural(count, { one: "1 file", other: `${count} files` });

export const downloadDialog = {
  title: (name: string) => `Download ${name}`,
  description: "What will be downloaded, what is left out, and why.",
  revision: (sha: string) => `revision ${sha}`,
  planning: "Asking the Hub for the files…",
  toFetch: (count: number, size: string) => `${files(count)} · ${size} to fetch`,
  alreadyHere: (size: string) => `${size} already here`,
  leftOut: (count: number, size: string) => `left out: ${files(count)} · ${size}`,
  showFiles: "Show all files",
  choice: "What to download",
  needed: "Needed files",
  allOf: (size: string) => `Everything (${size})`,
  otherBranch: "Another revision",
  branch: "Branch, tag or commit",
  waitsUntil: (when: string) =>
    `Big downloads wait for their hours: it begins ${when}, unless you start it now.`,
  startNow: "Start now",
  choose: "Choose…",
  actions: { download: "fetch", cached: "here", skip: "left out" },
  freeAfter: "Disk after",
  free: (size: string) => `${size} free`,
  tooLittle: (size: string) => `${size} short`,
  licence: "Licence",
  licenceUnknown: "not stated",
  noCommerce: (licence: string) => `${licence} · not for commercial use`,
  access: "Access",
  accessFor: {
    everyone: "open to everyone, no account needed",
    gated: "gated: who wants it accepts its terms first, as the Hub account in use here has",
    private: "private, and open to the Hub account in use here",
    nobody: "closed, for now",
  },
  safety: "Safety",
  safe: "no pickle, no remote code",
  affected: "Collections",
  otherRevision: (names: string) =>
    `${names}: built on the revision that is installed now. Re-indexing may be needed; the old revision stays.`,
  unsafe: (names: string) => `can run code when loaded: ${names}`,
  noSpace:
    "Not enough disk space: what is queued and the reserve that is kept free count as well. Delete models and try again.",
  nothingChosen: "Choose at least one file.",
  submit: (size: string) => `Download ${size}`,
  finish: "Finish the download",
  starting: "Starting…",
  complete: (name: string) => `${name} is already complete.`,
};

export const removalDialog = {
  title: (name: string) => `Delete ${name}`,
  description: "What deleting frees, and what stands in its way.",
  planning: "Looking for what uses it…",
  frees: (size: string) => `frees ${size}`,
  blockers: { collection: "used by", operation: "busy with", process: "open in" },
  cannot: "It cannot be deleted until this is resolved.",
  openInProcess:
    "A running program has it open. Stop the program first; an administrator can delete it anyway.",
  force: (modelId: string) => `To delete it anyway, type ${modelId}`,
  restore: "Bring it back later",
  command: "The command",
  copyCommand: "Copy the command",
  submit: (size: string) => `Delete ${size}`,
  deleting: "Deleting…",
  deleted: (name: string, size: string) => `${name} is deleted: ${size} are free again.`,
  trashed: (name: string, size: string, until: string) =>
    `${name} is deleted. It can be brought back until ${until}; then ${size} are free.`,
  undo: (duration: string) =>
    `It can be brought back for ${duration}, here and under Storage. A download that needs the space gets it sooner.`,
  pid: (pid: number) => `process ${pid}`,
};
