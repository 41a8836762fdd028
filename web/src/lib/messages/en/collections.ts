import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const collections = {
  title: "Collections",
  explained:
    "A collection is a search index, or any other program, that depends on models. Nobody can delete a model that a collection uses.",
  empty:
    "No collection is registered. Register your indexes, and nobody can delete a model from under them; programs can do so through the API.",
  add: "Register a collection",
  change: "Edit",
  remove: "Remove",
  of: (name: string) => ` ${name}`,
  owner: (name: string) => `by ${name}`,
  builtOn: (revision: string) => `built on ${revision}`,
  nowInstalled: (revision: string) => `now ${revision} is installed`,
  needsReindexing: "needs re-indexing",
  toReindex: (count: number) =>
    plural(count, {
      one: "1 collection needs re-indexing",
      other: `${count} collections need re-indexing`,
    }),
  toReindexAbout:
    "A model has changed since the index was built: its new vectors do not match the old ones. Rebuild the index, then confirm it here.",
  reindexed: "Mark as re-indexed",
  reindexNoted: (name: string) => `${name} is marked as built on the installed revision.`,
  name: "Name",
  roles: { embedding: "Embedding", reranker: "Reranker", splade: "SPLADE", llm: "LLM" },
  modelHint: "organisation/name",
  dialog: {
    add: "Register a collection",
    change: (name: string) => `Edit ${name}`,
    description: "Which models it depends on.",
    save: "Save",
  },
  saved: (name: string) => `${name} is saved. Its models are protected.`,
  removed: (name: string) => `${name} is removed. Its models can be deleted again.`,
  removal: {
    title: (name: string) => `Remove ${name}?`,
    description: "The collection leaves the list; its models stay.",
    body: "Its models are then no longer protected by it. The index itself is not touched.",
    submit: (name: string) => `Remove ${name}`,
  },
};
