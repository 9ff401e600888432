import { isDamagedFile } from "./damage.ts";

/**
 * Gives `take` all rows, page by page, until one cannot be read; false when that happened. `read` gets
 * the last row before (null = none) and how many rows to read at most. (Iterating over one
 * statement would not do: under Deno it ends at a damaged page as if that were the end.)
 */
export function readPages<T>(
  read: (last: T | null, limit: number) => readonly T[],
  take: (row: T) => void,
): boolean {
  let last: T | null = null;
  let limit = ROWS_MAX;
  for (;;) {
    const rows = tryRead(() => read(last, limit));
    if (rows === null) {
      if (limit === 1) return false;
      limit = 1;
      continue;
    }
    rows.forEach(take);
    if (rows.length < limit) return true;
    last = rows.at(-1)!;
  }
}

/** What `read` gives; null when the file is damaged there. */
export function tryRead<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (isDamagedFile(error)) return null;
    throw error;
  }
}

const ROWS_MAX = 256;
