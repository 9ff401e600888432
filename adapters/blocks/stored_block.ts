import type { Database } from "../../runtime/sqlite.ts";
import { Block } from "./block.ts";
import {
  type BlockMeta,
  COLUMN_INDEX,
  COLUMNS_PER_BLOCK,
  FIELD_INDEX,
  FIXED_COLUMNS,
  unpackMeta,
} from "./block_meta.ts";
import { type ColumnMeta, isWholeMeta } from "./column.ts";
import { damagedFileError, isDamage } from "./damage.ts";
import { findFault, unpack } from "./packed.ts";

/** A row of `blocks` as it lies in the file. */
export interface BlockRow {
  /** Never used again. */
  readonly id: number;
  /** Row `i` arrived as number `first_arrival + i`. */
  readonly first_arrival: number;
  /** How many events. */
  readonly n: number;
  /** The earliest time of an event. */
  readonly min_ts: number;
  /** The latest time of an event. */
  readonly max_ts: number;
  /** The latest time of ingestion. */
  readonly max_ingested: number;
  /** Packed. */
  readonly meta: Uint8Array;
}

/** All that a block consists of. */
export interface StoredBlock {
  /** Without its columns. */
  readonly row: BlockRow;
  /** Packed bytes by index within the block. */
  readonly columns: ReadonlyMap<number, Uint8Array>;
  /** What is wrong with it; null = nothing. */
  readonly fault: string | null;
}

/** Reads a whole block and checks it. Throws as SQLite does where it cannot even be read. */
export function readBlock(database: Database, id: number): StoredBlock {
  const row = readRow(database, id);
  const rows = database.statement("SELECT * FROM columns WHERE rowid >= ? AND rowid < ?")
    .all<object>(id * COLUMNS_PER_BLOCK, (id + 1) * COLUMNS_PER_BLOCK);
  const columns = new Map(rows.map((each) => {
    const [key, data] = Object.values(each) as [number, Uint8Array];
    return [key % COLUMNS_PER_BLOCK, data];
  }));
  return { row, columns, fault: findBlockFault(row, columns) };
}

/** Values are taken by their order: names may be damaged in a file that is being salvaged. */
function readRow(database: Database, id: number): BlockRow {
  const row = database.statement("SELECT * FROM blocks WHERE rowid = ?").get<object>(id);
  const values: unknown[] = Object.values(row ?? {});
  const meta = values[6];
  if (!values.slice(0, 6).every(Number.isSafeInteger) || !(meta instanceof Uint8Array)) {
    throw damagedFileError(`the row of block ${id} is not one of a block`);
  }
  const [, first_arrival, n, min_ts, max_ts, max_ingested] = values as [
    ...[number, number, number],
    ...[number, number, number],
  ];
  return { id, first_arrival, n, min_ts, max_ts, max_ingested, meta };
}

/** A block without faults, to read from. */
export function toBlock({ row, columns }: StoredBlock): Block {
  const load = (index: number) => unpack(columns.get(index)!);
  return new Block(row.n, readMeta(row), (index, decode) => decode(load(index)));
}

function findBlockFault(row: BlockRow, columns: ReadonlyMap<number, Uint8Array>): string | null {
  try {
    for (const index of toIndexes(readMeta(row))) {
      const data = columns.get(index);
      const fault = data === undefined ? "it is missing" : findFault(data);
      if (fault !== null) return `column ${index}: ${fault}`;
    }
    return null;
  } catch (error) {
    if (isDamage(error)) return `meta: ${error.message}`;
    throw error;
  }
}

/** The meta of a row, checked. */
export function readMeta(
  { meta, first_arrival, n, min_ts, max_ts, max_ingested }: BlockRow,
): BlockMeta {
  return unpackMeta(meta, [first_arrival, n, min_ts, max_ts, max_ingested]);
}

/** Under which indexes a block of this meta has columns. */
function toIndexes({ fixed, fields, overflow, unsearched }: BlockMeta): number[] {
  const { timestamp, ingested, places } = COLUMN_INDEX;
  const all: [number, ColumnMeta | null][] = [
    ...FIXED_COLUMNS.map((name): [number, ColumnMeta] => [COLUMN_INDEX[name], fixed[name]]),
    [COLUMN_INDEX.overflow, overflow],
    [COLUMN_INDEX.unsearched, unsearched],
    ...fields.map(([, meta], i): [number, ColumnMeta] => [FIELD_INDEX + i, meta]),
  ];
  const stored = all.filter(([, meta]) => meta !== null && !isWholeMeta(meta));
  const { messageCodes, messageTemplates } = COLUMN_INDEX;
  const beside = fixed.message.kind === "templates" ? [messageCodes, messageTemplates] : [];
  return [timestamp, ingested, places, ...stored.map(([index]) => index), ...beside];
}
