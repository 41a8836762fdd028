const PAGE_SIZE = 50;

/** What the server gives at most at once. */
export const LONGEST_PAGE = 500;

/** Asks for a list's first page, or for the one that a cursor leads to. */
export function pageOf(cursor: string | undefined) {
  return { limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) };
}
