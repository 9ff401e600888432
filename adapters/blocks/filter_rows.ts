import type { Database } from "../../runtime/sqlite.ts";
import { orNullIfDamaged } from "./damage.ts";
import { findFault, packPlain, unpack } from "./packed.ts";
import { buildFilter, LINE_BYTES, PARTITIONS, type WordFilter } from "./word_filter.ts";

/** Blocks whose filters lie together once all of them are there: those of ids [64 g, 64 g + 63]. */
export const GROUP_BLOCKS = 64;

/** No group has so high a number. */
const GROUPS_MAX = 2 ** 40;

/** One partition of the filters of a group's blocks. */
export interface FilterPartition {
  /** Of each block, by its id modulo {@linkcode GROUP_BLOCKS}; 0 = it has no filter. */
  readonly lines: Uint8Array;
  /** Where the partition of each block begins in `bits`. */
  readonly starts: Uint32Array;
  /** Of all blocks. */
  readonly bits: Uint8Array;
}

/** Keeps the filter of a new block within the caller's transaction. */
export function writeFilter(database: Database, id: number, hashes: Uint32Array): void {
  const { lines, bits } = buildFilter(hashes);
  const bytes = new Uint8Array(1 + bits.length);
  bytes[0] = lines;
  bytes.set(bits, 1);
  insertRow(database, toOwnKey(id), bytes);
}

/**
 * Puts the filters of a group's blocks together once all are there, within the caller's transaction: a row
 * then has one partition of all, so that a word is looked for in few rows.
 */
export function joinFilters(database: Database, group: number): void {
  const first = group * GROUP_BLOCKS;
  const filters = Array.from({ length: GROUP_BLOCKS }, (_, i) => {
    return orNullIfDamaged(() => readOwnFilter(database, first + i)); // Without it nothing is passed over.
  });
  const length = filters.reduce((sum, filter) => sum + (filter?.lines ?? 0) * LINE_BYTES, 0);
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const bytes = new Uint8Array(GROUP_BLOCKS + length);
    let at = GROUP_BLOCKS;
    filters.forEach((filter, i) => {
      if (filter === null) return;
      const size = filter.lines * LINE_BYTES;
      bytes[i] = filter.lines;
      bytes.set(filter.bits.subarray(partition * size, (partition + 1) * size), at);
      at += size;
    });
    insertRow(database, toGroupKey(group, partition), bytes);
  }
  database.statement("DELETE FROM filters WHERE id BETWEEN ? AND ?")
    .run(toOwnKey(first + GROUP_BLOCKS - 1), toOwnKey(Math.max(first, 1)));
}

/** The filter of one block; null where none is kept for it alone. Throws as `unpack` does. */
export function readOwnFilter(database: Database, id: number): WordFilter | null {
  const bytes = readRow(database, toOwnKey(id));
  return bytes === null ? null : { lines: bytes[0]!, bits: bytes.subarray(1) };
}

/** A partition of a group's filters; null where they do not lie together. Throws as `unpack` does. */
export function readPartition(
  database: Database,
  group: number,
  partition: number,
): FilterPartition | null {
  const bytes = readRow(database, toGroupKey(group, partition));
  if (bytes === null) return null;
  const lines = bytes.subarray(0, GROUP_BLOCKS);
  const starts = new Uint32Array(GROUP_BLOCKS);
  for (let i = 1; i < GROUP_BLOCKS; i++) starts[i] = starts[i - 1]! + lines[i - 1]! * LINE_BYTES;
  return { lines, starts, bits: bytes.subarray(GROUP_BLOCKS) };
}

/** Removes the filter of a block that goes, within the caller's transaction. */
export function removeOwnFilter(database: Database, id: number): void {
  database.statement("DELETE FROM filters WHERE id = ?").run(toOwnKey(id));
}

/** Removes what is kept of groups that have no block any more, within the caller's transaction. */
export function removeEmptyGroups(database: Database): void {
  const { first } = database.statement("SELECT min(id) AS first FROM blocks")
    .get<{ first: number | null }>()!;
  const group = first === null ? GROUPS_MAX : Math.floor(first / GROUP_BLOCKS);
  database.statement("DELETE FROM filters WHERE id >= 0 AND id < ?").run(toGroupKey(group, 0));
  database.statement("DELETE FROM summaries WHERE id < ?").run(group);
}

/** Copies what can be read, of blocks that were copied before, within the caller's transaction. */
export function copyFilters(source: Database, target: Database): void {
  const ids = target.statement("SELECT id FROM blocks ORDER BY id").all<{ id: number }>()
    .map(({ id }) => id);
  if (ids.length === 0) return;
  const keys = ids.map(toOwnKey);
  // The id of a block that was lost may be given again, but none up to the last one that was copied.
  const end = toGroupKey(Math.floor((ids.at(-1)! + 1) / GROUP_BLOCKS), 0);
  for (let key = toGroupKey(Math.floor(ids[0]! / GROUP_BLOCKS), 0); key < end; key++) {
    keys.push(key);
  }
  for (const key of keys) {
    const bytes = orNullIfDamaged(() => readRow(source, key));
    if (bytes !== null) insertRow(target, key, bytes);
  }
}

/**
 * Removes those rows that are not what was written of the groups of some blocks, within the caller's
 * transaction: without them nothing is passed over. Gives how many went.
 */
export function removeDamagedFilters(database: Database, ids: readonly number[]): number {
  const groups = [...new Set(ids.map((id) => Math.floor(id / GROUP_BLOCKS)))];
  const rows = (table: string, first: number, last: number) =>
    database.statement(`SELECT id, data FROM ${table} WHERE id BETWEEN ? AND ?`)
      .all<{ id: number; data: Uint8Array }>(first, last)
      .filter(({ data }) => findFault(data) !== null).map(({ id }) => ({ table, id }));
  const damaged = groups.flatMap((group) => [
    ...rows("filters", toGroupKey(group, 0), toGroupKey(group, PARTITIONS - 1)),
    ...rows(
      "filters",
      toOwnKey((group + 1) * GROUP_BLOCKS - 1),
      toOwnKey(Math.max(1, group * GROUP_BLOCKS)),
    ),
    ...rows("summaries", group, group),
  ]);
  for (const { table, id } of damaged) {
    database.statement(`DELETE FROM ${table} WHERE id = ?`).run(id);
  }
  return damaged.length;
}

function readRow(database: Database, key: number): Uint8Array | null {
  const row = database.statement("SELECT data FROM filters WHERE id = ?")
    .get<{ data: Uint8Array }>(key);
  return row === undefined ? null : unpack(row.data);
}

function insertRow(database: Database, key: number, bytes: Uint8Array): void {
  database.statement("INSERT OR REPLACE INTO filters VALUES (?, ?)").run(key, packPlain(bytes));
}

/** Below 0; ids begin at 1. */
function toOwnKey(id: number): number {
  return -id;
}

function toGroupKey(group: number, partition: number): number {
  return group * PARTITIONS + partition;
}
