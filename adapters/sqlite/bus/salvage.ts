import type { Topic } from "../../../ports/bus.ts";
import { type Database, openDatabase } from "../../../runtime/sqlite.ts";
import { DamagedFile } from "../shared_file/damaged_file.ts";
import { groupChecksum } from "./groups.ts";
import { checksum, type LogRow } from "./record.ts";
import { OFFSETS, PAGE_BYTES, prepareSchema, toKey, TOPICS } from "./schema.ts";
import type { FoundRow } from "../shared_file/table_rows.ts";

/** What was found in a damaged file. */
export interface Salvaged {
  /** Records kept, damaged ones included. */
  readonly records: number;
  /** Events in those records. */
  readonly events: number;
  /** Records kept as they are on disk although they are damaged. */
  readonly broken: number;
  /** Records that must have been there, and that no page has. */
  readonly missing: number;
}

/**
 * Builds a new bus file from whatever pages of `path` and its WAL can be read, also where SQLite cannot
 * open it. Records keep their offsets, groups their places; the epoch is new. Changes nothing at `path`.
 */
export function salvage(path: string, options: { into: string; epoch: string }): Salvaged {
  using old = new DamagedFile(path, PAGE_BYTES);
  using db = openDatabase({ path: options.into, pageBytes: PAGE_BYTES });
  prepareSchema(db, options.epoch);
  const bounds = TOPICS.map((topic) => copyGroups(old, db, topic));
  const boundsOf = (row: LogRow) => bounds[Math.floor(row.key / OFFSETS)];
  copyRecords(old, db, (row) => isWhole(row) && row.key > (boundsOf(row)?.passed ?? Infinity));
  const whole = count(db).records;
  // Freed pages hold remains of removed records, which would be taken for damaged ones.
  copyRecords(old, db, (row) => {
    const { known, passed, next } = boundsOf(row) ?? { known: false, passed: 0, next: 0 };
    return known && row.key > passed && row.key < next;
  });
  db.transaction(() => TOPICS.forEach((topic) => recount(db, topic)));
  const all = count(db);
  const expected = bounds.reduce(
    (sum, { known, passed, next }) => sum + (known ? Math.max(0, next - passed - 1) : 0),
    0,
  );
  return { ...all, broken: all.records - whole, missing: Math.max(0, expected - all.records) };
}

/** Where a topic begins and ends as far as that can be told. */
interface Bounds {
  /** Records up to this key are gone: every group has them. */
  readonly passed: number;
  /** Keys of the topic are below this. */
  readonly next: number;
  /** Whether `passed` and `next` could be read. */
  readonly known: boolean;
}

/** Copies the newest whole row of each group; returns the bounds that they and `topics` tell. */
function copyGroups(old: DamagedFile, db: Database, topic: Topic): Bounds {
  const number = TOPICS.indexOf(topic);
  const groups = new Map<string, number>();
  for (const { values } of old.rows("itiii")) {
    const [at, name, offset, upto, crc] = values as [number, string, number, number, number];
    if (at !== number || crc !== groupChecksum(topic, { name, offset, upto })) continue;
    if (!groups.has(name)) groups.set(name, offset);
  }
  const insert = db.statement("INSERT INTO groups VALUES (?, ?, ?, 0, 0)");
  for (const [name, offset] of groups) insert.run(number, name, offset);
  const counts = readCounts(old, number);
  return {
    passed: toKey(topic, groups.size === 0 ? -1 : Math.min(...groups.values())),
    next: toKey(topic, counts?.next ?? 0),
    known: counts !== null && (groups.size > 0 || counts.trimmed === 0),
  };
}

function readCounts(old: DamagedFile, number: number): { next: number; trimmed: number } | null {
  for (const { rowid, values } of old.rows("niiii")) {
    const [, next, , trimmed] = values as [null, number, number, number, number];
    if (rowid === number && next >= 0 && next < OFFSETS) return { next, trimmed };
  }
  return null;
}

function copyRecords(old: DamagedFile, db: Database, wanted: (row: LogRow) => boolean): void {
  const insert = db.statement("INSERT OR IGNORE INTO log VALUES (?, ?, 0, ?, ?, ?, ?)");
  const flush = (rows: LogRow[]) =>
    db.transaction(() => {
      for (const { key, events, origin, position, crc, data } of rows.splice(0)) {
        // The number of a damaged one may be anything; the sum of all is to stay exact.
        const plausible = events >= 0 && events <= EVENTS_MAX ? events : 0;
        insert.run(key, plausible, origin, position, crc, data);
      }
    });
  const rows: LogRow[] = [];
  for (const found of old.rows("niitiib")) {
    const row = toLogRow(found);
    if (wanted(row) && rows.push(row) >= ROWS_AT_ONCE) flush(rows);
  }
  flush(rows);
}

function toLogRow({ rowid, values }: FoundRow): LogRow {
  const [, events, upto, origin, position, crc, data] = values as [
    null,
    number,
    number,
    string,
    number,
    number,
    Uint8Array<ArrayBuffer>,
  ];
  return { key: rowid, events, upto, origin, position, crc, data };
}

function isWhole(row: LogRow): boolean {
  return checksum(row) === row.crc;
}

/** Computes everything that follows from the records and the groups' offsets. */
function recount(db: Database, topic: Topic): void {
  const number = TOPICS.indexOf(topic);
  const [low, high] = [toKey(topic, 0), toKey(topic, OFFSETS - 1)];
  db.statement(
    `UPDATE log SET upto = sums.upto FROM (SELECT key, sum(events) OVER (ORDER BY key) AS upto
       FROM log WHERE key BETWEEN ?1 AND ?2) AS sums WHERE log.key = sums.key`,
  ).run(low, high);
  db.statement(
    `UPDATE topics SET (published, bytes, next) = (SELECT coalesce(sum(events), 0),
       coalesce(sum(length(data)), 0), coalesce(max(key) + 1 - ?1, 0)
       FROM log WHERE key BETWEEN ?1 AND ?2) WHERE topic = ?3`,
  ).run(low, high, number);
  const groups = db.statement("SELECT name, offset FROM groups WHERE topic = ?")
    .all<{ name: string; offset: number }>(number);
  for (const { name, offset } of groups) {
    const { upto } = db.statement(
      "SELECT coalesce(max(upto), 0) AS upto FROM log WHERE key BETWEEN ? AND ?",
    ).get<{ upto: number }>(low, low + offset)!;
    db.statement("UPDATE groups SET upto = ?, crc = ? WHERE topic = ? AND name = ?")
      .run(upto, groupChecksum(topic, { name, offset, upto }), number, name);
    db.statement("UPDATE topics SET next = max(next, ?) WHERE topic = ?").run(offset + 1, number);
  }
}

function count(db: Database): { records: number; events: number } {
  return db.statement("SELECT count(*) AS records, coalesce(sum(events), 0) AS events FROM log")
    .get<{ records: number; events: number }>()!;
}

const ROWS_AT_ONCE = 64;

/** No record has so many events. */
const EVENTS_MAX = 2 ** 32;
