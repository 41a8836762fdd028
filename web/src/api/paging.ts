export const PAGE_SIZE = 50;

/** What the server gives at most at once. */
export const LONGEST_PAGE = 500;

/** Asks for a list's first page, or for the one that a cursor leads to. */
export function pageOf(cursor: string | undefined) {
  return { limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) };
}

/** All pages of a list, one after the other: for what is searched or counted as a whole. */
export async function everyPage<Page extends { next_cursor: string | null }>(
  ask: (query: { limit: number; cursor?: string }) => Promise<Page>,
): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await ask({ limit: LONGEST_PAGE, ...(cursor ? { cursor } : {}) });
    pages.push(page);
    cursor = page.next_cursor;
  } while (cursor !== null);
  return pages;
}
