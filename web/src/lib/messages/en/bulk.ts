import { pluralIn } from "../plural";

const plural = pluralIn("en");
const modelCount = (count: number) => plural(count, { one: "1 model", other: `${count} models` });

export const bulkDialog = {
  working: "Working…",
  leftOut: "left out",
  download: {
    title: (count: number) => `Download ${modelCount(count)}`,
    description: "What each download would fetch, and which cannot be fetched.",
    freeAfter: (size: string) => `${size} free after`,
    submit: (count: number, size: string) => `Download ${modelCount(count)}, ${size}`,
    started: (count: number) =>
      plural(count, {
        one: "1 download is under way.",
        other: `${count} downloads are under way.`,
      }),
  },
  delete: {
    title: (count: number) => `Delete ${modelCount(count)}`,
    description: "What deleting frees, and which models stay because they are in use.",
    submit: (count: number, size: string) => `Delete ${modelCount(count)}, ${size}`,
    deleted: (count: number) => `${modelCount(count)} deleted.`,
    trashed: (count: number, until: string) =>
      `${modelCount(count)} deleted. Until ${until} they can be brought back.`,
  },
  verify: {
    title: (count: number) => `Verify ${modelCount(count)}`,
    description: "Every file is read and compared with its checksum, one model after the other.",
    toRead: (size: string) => `${size} to read`,
    submit: (count: number, size: string) => `Verify ${modelCount(count)}, ${size}`,
    started: (count: number) => `${modelCount(count)} will be verified.`,
  },
};
