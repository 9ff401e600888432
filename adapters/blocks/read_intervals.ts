import type { Database } from "../../runtime/sqlite.ts";
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
      return rows.map((row) => Object.values(row) as unknown as IntervalValues);
    },
    take,
  );
}

const AFTER =
  'SELECT * FROM intervals WHERE (origin, "from") > (?, ?) ORDER BY origin, "from" LIMIT ?';
