import type { Database } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";
import { readPages } from "./read_pages.ts";

/** The values of a row of `intervals` in the order of its columns: their names may be damaged. */
export type IntervalValues = readonly [
  ...[origin: string, from: number, to: number, touchedAt: number],
  crc: number,
];

/** Gives `take` all rows of `intervals` in order, until one cannot be read; false when that happened. */
export function readIntervals(
  database: Database,
  take: (row: IntervalValues) => void,
): boolean {
  return readPages<IntervalValues>(
    (last, limit) => {
      const [origin, from] = last ?? ["", 0];
      const rows = database.statement(AFTER)
        .all<Record<string, string | number>>(origin, from, limit);
      const values = rows.map((row) => Object.values(row) as unknown as IntervalValues);
      assertAfter([origin, from], values);
      return values;
    },
    take,
  );
}

/** A page that is older than those above it may lead back. */
function assertAfter(start: readonly [string, number], rows: readonly IntervalValues[]): void {
  let [origin, from] = start;
  for (const [nextOrigin, nextFrom] of rows) {
    if (nextOrigin < origin || (nextOrigin === origin && nextFrom <= from)) {
      throw damagedFileError("its intervals are out of order");
    }
    [origin, from] = [nextOrigin, nextFrom];
  }
}

const AFTER =
  'SELECT * FROM intervals WHERE (origin, "from") > (?, ?) ORDER BY origin, "from" LIMIT ?';
