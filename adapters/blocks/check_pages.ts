import { findLargeNumber } from "../../runtime/find_large_number.ts";
import type { Database } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";

/**
 * Throws as SQLite does on a damaged file where its pages do not fit together, or a number is too large to be
 * read; reads all of them.
 */
export function checkPages(database: Database): void {
  const result = database.statement("PRAGMA quick_check(1)").get<{ quick_check: string }>();
  if (result?.quick_check !== "ok") throw damagedFileError(`${result?.quick_check}`);
  const fault = findLargeNumber(database);
  if (fault !== null) throw damagedFileError(fault);
}
