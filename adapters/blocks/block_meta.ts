import { LEVELS, type LogEvent } from "../../core/event.ts";
import type { ColumnMeta } from "./column.ts";
import { DAMAGE, pack, unpackJson } from "./packed.ts";

/** What a block says of itself, stored as JSON: enough to skip it, or to count it without reading. */
export interface BlockMeta {
  /** How each of the columns that every block has is written. */
  readonly fixed: Readonly<Record<FixedColumn, ColumnMeta>>;
  /** Name and form of each field's column; the `i`-th is stored under {@linkcode FIELD_INDEX} + i. */
  readonly fields: readonly (readonly [name: string, ColumnMeta])[];
  /** Null where no event has any. */
  readonly overflow: ColumnMeta | null;
  /** Null where no event has any. */
  readonly unsearched: ColumnMeta | null;
  /** Of each origin; null = too many origins to list. */
  readonly origins: readonly OriginRange[] | null;
  /** How many events each minute (epoch) has of each level of `LEVELS`; null = too many minutes. */
  readonly minutes: readonly MinuteCounts[] | null;
}

/** Lowest and highest position of the events of an origin. */
export type OriginRange = readonly [origin: string, min: number, max: number];

/** A minute since the epoch, then a count for each level in the order of `LEVELS`. */
export type MinuteCounts = readonly number[];

/** Columns of texts that every block has, beside times and places. */
export const FIXED_COLUMNS = ["level", "service", "hostname", "file", "origin", "message"] as const;

/** One of {@linkcode FIXED_COLUMNS}. */
export type FixedColumn = (typeof FIXED_COLUMNS)[number];

/** Where a column is stored within its block: below {@linkcode COLUMNS_PER_BLOCK}. */
export const COLUMN_INDEX = {
  timestamp: 0,
  ingested: 1,
  places: 2,
  overflow: 3,
  unsearched: 4,
  level: 8,
  service: 9,
  hostname: 10,
  file: 11,
  origin: 12,
  message: 13,
  messageCodes: 14,
  messageTemplates: 15,
} as const;

/** Where the first field's column is stored. */
export const FIELD_INDEX = 64;

/** Columns of block `b` are stored under `b × 1024 + index`. */
export const COLUMNS_PER_BLOCK = 1024;

/** Counts the events by minute and level; null when they spread over too many minutes. */
export function toMinutes(events: readonly LogEvent[]): MinuteCounts[] | null {
  const byMinute = new Map<number, number[]>();
  let minute = NaN;
  let counts: number[] = [];
  for (let i = 0; i < events.length; i++) {
    const event = events[i]!;
    const own = Math.floor(event.timestampMs / MINUTE_MS);
    if (own !== minute) {
      minute = own;
      counts = byMinute.get(own) ?? [];
      if (counts.length === 0) {
        if (byMinute.size >= MINUTES_MAX) return null;
        counts.push(own, ...LEVELS.map(() => 0));
        byMinute.set(own, counts);
      }
    }
    counts[1 + LEVEL_INDEX[event.level]]!++;
  }
  return [...byMinute.values()];
}

/**
 * A block's meta as it is stored, with the numbers of its row (see {@linkcode RowNumbers}), so that its
 * checksum covers them too.
 */
export function packMeta(meta: BlockMeta, row: RowNumbers): Uint8Array<ArrayBuffer> {
  return pack(new TextEncoder().encode(JSON.stringify({ meta, row })));
}

/**
 * Undoes {@linkcode packMeta}; throws as `unpack` does, also when the row's numbers are others. `onRead`
 * is that of `unpackJson`.
 */
export function unpackMeta(
  packed: Uint8Array,
  row: RowNumbers,
  onRead?: (bytes: Uint8Array) => void,
): BlockMeta {
  const stored = unpackJson<{ meta: BlockMeta; row: RowNumbers }>(packed, onRead).value;
  if (row.every((value, i) => value === stored.row[i])) return stored.meta;
  throw new Error(`Cannot read a block's row: it says ${row}, its meta ${stored.row}`, {
    cause: DAMAGE,
  });
}

/** First arrival, count, and, where known, earliest and latest time and latest time of ingestion. */
export type RowNumbers = readonly number[];

/** How long the pieces are in which a block counts its events. */
export const MINUTE_MS = 60_000;

const MINUTES_MAX = 256;

const LEVEL_INDEX = Object.fromEntries(LEVELS.map((level, index) => [level, index])) as Record<
  LogEvent["level"],
  number
>;
