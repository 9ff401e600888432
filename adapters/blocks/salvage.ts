import type { LogEvent } from "../../core/event.ts";
import { openDamaged } from "../../runtime/open_damaged.ts";
import { type Database, openDatabase, PAGE_BYTES } from "../../runtime/sqlite.ts";
import { addEvent } from "./accept.ts";
import { COLUMNS_PER_BLOCK } from "./block_meta.ts";
import { copyFilters } from "./filter_rows.ts";
import { readHead } from "./head.ts";
import { StoredIntervals } from "./intervals.ts";
import type { StoreOptions } from "./open_store.ts";
import { readSoundPositions, writePosition } from "./positions.ts";
import { putAside, putBlockAside } from "./put_aside.ts";
import { readKeys } from "./read_keys.ts";
import { readIntervals } from "./read_intervals.ts";
import { tryRead } from "./read_pages.ts";
import { isSoundRow } from "./row_crc.ts";
import {
  ensureSchema,
  HISTORIES,
  readMeta,
  readVersion,
  refuseNewer,
  type StoreMeta,
  toEpoch,
  writeMeta,
} from "./schema.ts";
import { readBlock, type StoredBlock, toBlock } from "./stored_block.ts";
import { writeSummaries } from "./summary.ts";

/** What was copied, and how many parts could not be. */
export interface SalvageReport {
  /** Events in what was copied. */
  events: number;
  /** Whole blocks copied. */
  blocks: number;
  /** Head rows copied. */
  headRows: number;
  /** Blocks and head rows that could not be read. */
  broken: number;
}

/** Makes a new store at `into` from what is readable of the one at `options.path`. */
export function salvage(
  options: StoreOptions,
  { into, scratch }: { readonly into: string; readonly scratch: string },
): SalvageReport {
  const { path, fault } = options;
  refuseNewer(path, tryRead(() => readOwnVersion(path)) ?? 0);
  using damaged = openDamaged({
    path,
    scratch,
    pageBytes: PAGE_BYTES,
    histories: HISTORIES,
    fault,
  });
  const source = damaged.database;
  using target = openDatabase({ path: into, fault });
  const old = tryRead(() => readMeta(source));
  ensureSchema(target, old?.epoch ?? toEpoch(options.random));
  const report = { events: 0, blocks: 0, headRows: 0, broken: 0 };
  copyBlocks(source, target, report);
  const mayBeTorn = damaged.mixed === "perhaps torn";
  target.transaction(() => {
    copyHead(source, target, report);
    copyFilters(source, target);
    writeSummaries(target);
    // Where the bus was told of that transaction, its own offset says so.
    if (!mayBeTorn) copyPositions(source, target);
    copyBroken(source, target);
    writeMeta(target, toMeta(old ?? readMeta(target), report.events, countArrivals(target)));
  });
  // What was lost with a torn transaction comes again.
  const whole = !mayBeTorn && target.transaction(() => copyIntervals(source, target));
  if (!whole || damaged.mixed !== "no") rebuildIntervals(target, options.now());
  return report;
}

/** What the file itself says, not a first page that was made for it. */
function readOwnVersion(path: string): number {
  using database = openDatabase({ path, readOnly: true });
  return readVersion(database);
}

function copyBlocks(source: Database, target: Database, report: SalvageReport): void {
  const ids = readKeys(source, "blocks");
  for (let i = 0; i < ids.length; i += BLOCKS_PER_TRANSACTION) {
    target.transaction(() => {
      for (const id of ids.slice(i, i + BLOCKS_PER_TRANSACTION)) {
        const block = tryRead(() => readBlock(source, id));
        if (block === null) report.broken++;
        else if (block.fault !== null) {
          putBlockAside(target, block);
          report.broken++;
        } else {
          insertBlock(target, block);
          report.blocks++;
          report.events += block.row.n;
        }
      }
    });
  }
}

function insertBlock(target: Database, { row, columns }: StoredBlock): void {
  target.statement(
    "INSERT INTO blocks (id, first_arrival, n, min_ts, max_ts, max_ingested, meta) " +
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
  ).run(row.id, row.first_arrival, row.n, row.min_ts, row.max_ts, row.max_ingested, row.meta);
  const insert = target.statement("INSERT INTO columns VALUES (?, ?)");
  for (const [index, data] of columns) insert.run(row.id * COLUMNS_PER_BLOCK + index, data);
}

function copyHead(source: Database, target: Database, report: SalvageReport): void {
  const insert = target.statement(
    "INSERT INTO head (seq, first_arrival, n, max_ingested, data) VALUES (?, ?, ?, ?, ?)",
  );
  // Rows that became one or a block since may still be there, in a page that is older than others.
  const blocksEnd = countArrivals(target);
  let start = Infinity;
  for (const seq of readKeys(source, "head").reverse()) {
    const row = tryRead(() => readHead(source, { seq })[0]);
    if (row === undefined || row === null) report.broken++;
    else if (row.info === null) {
      const { count: events, reason, bytes } = row;
      putAside(target, { part: `head ${seq}`, events, reason, bytes });
      report.broken++;
    } else {
      const { firstArrival, count, bytes, maxIngestedMs } = row;
      if (firstArrival < blocksEnd || firstArrival + count > start) continue;
      start = firstArrival;
      insert.run(seq, firstArrival, count, maxIngestedMs, bytes);
      report.headRows++;
      report.events += count;
    }
  }
}

function copyPositions(source: Database, target: Database): void {
  for (const position of tryRead(() => readSoundPositions(source)) ?? []) {
    writePosition(target, position);
  }
}

function copyBroken(source: Database, target: Database): void {
  const insert = target.statement("INSERT OR IGNORE INTO broken VALUES (?, ?, ?, ?, ?)");
  for (const id of readKeys(source, "broken")) {
    const row = tryRead(() =>
      source.statement("SELECT * FROM broken WHERE rowid = ?").get<Row>(id)
    );
    if (row) insert.run(...Object.values(row));
  }
}

/** False when not all could be read, or some are not what was written. */
function copyIntervals(source: Database, target: Database): boolean {
  const insert = target.statement("INSERT OR REPLACE INTO intervals VALUES (?, ?, ?, ?, ?)");
  let sound = true;
  const readable = readIntervals(source, (row) => {
    if (isSoundRow(row)) insert.run(...row);
    else sound = false;
  });
  return readable && sound;
}

/** What the events that are kept account for is the least that counts as stored. */
function rebuildIntervals(target: Database, nowMs: number): void {
  const intervals = new StoredIntervals(target);
  const add = (events: Iterable<LogEvent>) =>
    target.transaction(() => {
      for (const event of events) addEvent(intervals.touch(event.origin), event);
      intervals.write(nowMs);
      intervals.settle();
    });
  for (const id of readKeys(target, "blocks")) {
    add(toBlock(readBlock(target, id)).allEvents());
  }
  add(readHead(target).flatMap(({ info }) => info?.block.allEvents() ?? []));
}

/** What arrived and is neither there nor known to have expired counts as damaged. */
function toMeta(old: StoreMeta, events: number, arrivals: number): StoreMeta {
  const stored = Math.max(old.stored, arrivals);
  return {
    ...old,
    arrivals: Math.max(old.arrivals, arrivals),
    generation: old.generation + 1,
    stored,
    expired: Math.min(old.expired, stored - events), // Some may be there again, in a page of that time.
  };
}

/** One more than the highest arrival number that is there. */
function countArrivals(target: Database): number {
  const ends = ["blocks", "head"].map((table) =>
    target.statement(`SELECT max(first_arrival + n) AS end FROM ${table}`)
      .get<{ end: number | null }>()?.end ?? 0
  );
  return Math.max(...ends);
}

/** Values are taken by their order: names may be damaged. */
type Row = Record<string, string | number | Uint8Array>;

const BLOCKS_PER_TRANSACTION = 64;
