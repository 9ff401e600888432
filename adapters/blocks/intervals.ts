import type { Database } from "../../runtime/sqlite.ts";
import { damagedFileError } from "./damage.ts";
import { type Interval, IntervalSet } from "./interval_set.ts";
import { isSoundRow, toRowCrc } from "./row_crc.ts";

/** What is stored of each origin, against repeats; keeps the sets of the latest origins in memory. */
export class StoredIntervals {
  readonly #database: Database;
  /** Least recently touched first. */
  readonly #sets = new Map<string, CountedSet>();
  readonly #touched = new Set<string>();
  #intervals = 0;

  /** The database has the schema already. */
  constructor(database: Database) {
    this.#database = database;
  }

  /**
   * The origin's set; what is added to it stays in memory until {@linkcode write}. Throws as on a damaged
   * file where a row is not what was written.
   */
  touch(origin: string): IntervalSet {
    this.#touched.add(origin);
    const known = this.#sets.get(origin);
    if (known !== undefined) return known.set;
    const rows = this.#database.statement(
      'SELECT * FROM intervals WHERE origin = ? ORDER BY "from"',
    ).all<Interval>(origin);
    if (!rows.every(isSoundRow)) {
      throw damagedFileError(`the checksum of an interval of origin ${origin} is wrong`);
    }
    const set = new IntervalSet(rows);
    this.#sets.set(origin, { set, counted: 0 });
    return set;
  }

  /** Writes what was added to touched sets, within the caller's transaction. */
  write(nowMs: number): void {
    const remove = this.#database.statement(
      'DELETE FROM intervals WHERE origin = ? AND "from" BETWEEN ? AND ?',
    );
    const insert = this.#database.statement("INSERT INTO intervals VALUES (?, ?, ?, ?, ?)");
    for (const origin of this.#touched) {
      const change = this.#sets.get(origin)!.set.takeChange();
      if (change === null) continue;
      remove.run(origin, change.from, change.to);
      for (const { from, to } of change.intervals) {
        const row = [origin, from, to, nowMs];
        insert.run(...row, toRowCrc(row));
      }
    }
  }

  /** The transaction succeeded. */
  settle(): void {
    for (const origin of this.#touched) {
      const known = this.#sets.get(origin)!;
      this.#intervals += known.set.size - known.counted;
      known.counted = known.set.size;
      this.#sets.delete(origin);
      this.#sets.set(origin, known);
    }
    this.#touched.clear();
    for (const origin of this.#sets.keys()) {
      if (this.#sets.size <= ORIGINS_MAX && this.#intervals <= INTERVALS_MAX) break;
      this.#forget(origin);
    }
  }

  /** The transaction failed: forgets what was added since. */
  revert(): void {
    for (const origin of this.#touched) this.#forget(origin);
    this.#touched.clear();
  }

  /** Forgets all that is remembered, because the table changed. */
  clear(): void {
    this.#sets.clear();
    this.#touched.clear();
    this.#intervals = 0;
  }

  #forget(origin: string): void {
    this.#intervals -= this.#sets.get(origin)?.counted ?? 0;
    this.#sets.delete(origin);
  }
}

interface CountedSet {
  readonly set: IntervalSet;
  /** How much of it is in the sum of all. */
  counted: number;
}

/** At most this many sets, and intervals in them together, stay in memory between appends. */
const ORIGINS_MAX = 10_000;
const INTERVALS_MAX = 1_000_000;
