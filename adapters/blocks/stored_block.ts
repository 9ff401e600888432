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
import type { ColumnMeta } from "./column.ts";
import { isDamage } from "./damage.ts";
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

/** Reads a whole block and checks it; null when even its row cannot be read. */
export function readBlock(database: Database, id: number): StoredBlock | null {
  const row = tryRead(() =>
    database.statement("SELECT * FROM blocks WHERE id = ?").get<BlockRow>(id)
  );
  if (row === undefined || row instanceof Error) return null;
  const rows = tryRead(() =>
    database.statement("SELECT id, data FROM columns WHERE id >= ? AND id < ?")
      .all<{ id: number; data: Uint8Array }>(id * COLUMNS_PER_BLOCK, (id + 1) * COLUMNS_PER_BLOCK)
  );
  if (rows instanceof Error) return { row, columns: new Map(), fault: rows.message };
  const columns = new Map(rows.map(({ id, data }) => [id % COLUMNS_PER_BLOCK, data]));
  return { row, columns, fault: findBlockFault(row, columns) };
}

/** A block without faults, to read from. */
export function toBlock({ row, columns }: StoredBlock): Block {
  const load = (index: number) => unpack(columns.get(index)!);
  return new Block(row.n, unpackMeta(row.meta), (index, decode) => decode(load(index)));
}

function findBlockFault(row: BlockRow, columns: ReadonlyMap<number, Uint8Array>): string | null {
  const fault = findFault(row.meta);
  if (fault !== null) return `meta: ${fault}`;
  for (const index of toIndexes(unpackMeta(row.meta))) {
    const data = columns.get(index);
    const fault = data === undefined ? "it is missing" : findFault(data);
    if (fault !== null) return `column ${index}: ${fault}`;
  }
  return null;
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
  return [timestamp, ingested, places, ...all.filter(([, m]) => isStored(m)).map(([i]) => i)];
}

function isStored(meta: ColumnMeta | null): boolean {
  return meta !== null &&
    !(meta.kind === "dictionary" && meta.width === 0 && meta.entries !== null);
}

function tryRead<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (error) {
    if (isDamage(error)) return error;
    throw error;
  }
}
