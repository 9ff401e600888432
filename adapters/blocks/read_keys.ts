import type { Database } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";
import { readPages, tryRead } from "./read_pages.ts";

/** The integer keys (above 0) of a table in order, also where some of its pages cannot be read. */
export function readKeys(database: Database, table: "blocks" | "head" | "broken"): number[] {
  const read = (condition: string, value: number, limit: number) => {
    const keys = database.statement(
      `SELECT rowid AS key FROM ${table} WHERE rowid ${condition} LIMIT ?`,
    ).all<{ key: number }>(value, limit).map((row) => row.key);
    assertMonotonic([value, ...keys], condition);
    return keys;
  };
  const lower: number[] = [];
  const upper: number[] = [];
  const take = (keys: number[]) => (key: number) => void keys.push(key);
  const up = (last: number | null, limit: number) => read("> ? ORDER BY 1", last ?? 0, limit);
  if (readPages(up, take(lower))) return lower;
  const before = lower.at(-1) ?? 0;
  const down = (last: number | null, limit: number) =>
    read("< ? ORDER BY 1 DESC", last ?? Number.MAX_SAFE_INTEGER, limit);
  readPages(down, take(upper));
  const above = upper.filter((found) => found > before).reverse();
  if (before === 0 && above.length === 0) return [];
  const end = Math.min(before + PROBES_MAX, above[0] ?? Infinity);
  for (let probe = before + 1; probe < end; probe++) {
    lower.push(...tryRead(() => read("= ?", probe, 1)) ?? []);
  }
  return [...lower, ...above];
}

/** A page that is older than those above it may lead back. */
function assertMonotonic(keys: readonly number[], condition: string): void {
  const sign = condition.startsWith("<") ? -1 : 1;
  const isAfter = (key: number, i: number) => i === 0 || sign * (key - keys[i - 1]!) > 0;
  if (!condition.startsWith("=") && !keys.every(isAfter)) {
    throw damagedFileError("its rows are out of order");
  }
}

/** At most so many keys are tried one by one where a page between is damaged. */
const PROBES_MAX = 10_000;
