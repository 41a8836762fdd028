import { pluralIn } from "../plural";

const plural = pluralIn("en");

export const welcome = {
  title: "Everything is ready",
  lead: "Three things to look at, or to skip: nothing here has to be done now.",
  cache: "Where models are kept",
  noCache: "Not reported yet",
  found: (count: number, size: string) =>
    count === 0
      ? "no model in it yet"
      : plural(count, {
          one: `1 model found in it, ${size}: it is on the shelf already`,
          other: `${count} models found in it, ${size}: they are on the shelf already`,
        }),
  free: (size: string) => `${size} free on the disk`,
  cacheHint:
    "The ordinary Hugging Face cache: transformers, sentence-transformers, vLLM and others find there what you download here.",
  tokenAbout:
    "Most models need none. It opens gated ones, once you have accepted their licence on the Hub.",
  starter: "Starter set",
  starterAbout:
    "Of each kind the largest model that runs well on this machine and does not take long to fetch.",
  otherHub: (host: string) =>
    `The sizes are those of huggingface.co. Here models come from ${host}, which may have others: the plan of a download tells them.`,
  noStarter:
    "Nothing to suggest: what fits this machine is here already, or its size is not known.",
  purpose: {
    embedding: "Embedding: turns text into vectors, for a search index",
    reranker: "Reranker: puts search results in a better order",
    llm: "LLM: writes answers and summaries",
    splade: "SPLADE: keyword-like vectors, for search by exact words",
  },
  download: (size: string) => `Download ${size}`,
  forMembers: "Members and administrators can download them.",
  started: (count: number) =>
    plural(count, { one: "1 download has begun.", other: `${count} downloads have begun.` }),
  go: "Go to the models",
  later: "The token is also under System, everything else on the pages named above.",
};
