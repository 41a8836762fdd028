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
    description: "Which models would go, which stay and why, and what that frees.",
    body: "These wait in the trash first; one step brings all of them back:",
    bodyForGood: "These leave the disk at once. Only downloads bring them back:",
    submit: (count: number, size: string) => `Delete ${modelCount(count)}, ${size}`,
    progress: (gone: number, of: number) => `${gone} of ${of} deleted`,
    notGone: (count: number) => `${count} could not be`,
    goesOn: "It goes on when you close this, and when you close the page.",
    stayed: (count: number) =>
      plural(count, {
        one: "1 model was not deleted:",
        other: `${count} models were not deleted:`,
      }),
    notBack: (count: number) =>
      plural(count, {
        one: "1 model did not come back:",
        other: `${count} models did not come back:`,
      }),
    andMore: (count: number) => `And ${count} more.`,
    deleted: (count: number, size: string) => `${modelCount(count)} deleted, ${size}.`,
    trashed: (count: number, size: string, until: string) =>
      plural(count, {
        one: `1 model deleted, ${size}. Until ${until} it can be brought back.`,
        other: `${count} models deleted, ${size}. Until ${until} they can be brought back.`,
      }),
  },
  verify: {
    title: (count: number) => `Verify ${modelCount(count)}`,
    description: "Every file is read and compared with its checksum, one model after the other.",
    toRead: (size: string) => `${size} to read`,
    submit: (count: number, size: string) => `Verify ${modelCount(count)}, ${size}`,
    started: (count: number) => `${modelCount(count)} will be verified.`,
  },
};
