import type { Database } from "./sqlite.ts";

/**
 * Moves some pages from the end of a file into free ones, so that it gets shorter; false where no more
 * than `pagesKept` are free, or it does not help. A step holds up other writers for some milliseconds.
 */
export function giveBack(database: Database, pagesKept: number): boolean {
  const before = countFreePages(database);
  if (before <= pagesKept) return false;
  // A power of two, so that there are few statements to keep.
  const pages = 2 ** Math.floor(Math.log2(Math.min(before - pagesKept, PAGES_PER_STEP)));
  // Not with exec(), which takes one step of the statement and so frees one page.
  database.statement(`PRAGMA incremental_vacuum(${pages})`).all();
  return countFreePages(database) < before;
}

/** Pages that hold nothing; they are used again before the file grows. */
export function countFreePages(database: Database): number {
  return database.statement("PRAGMA freelist_count").get<{ freelist_count: number }>()!
    .freelist_count;
}

const PAGES_PER_STEP = 256;
