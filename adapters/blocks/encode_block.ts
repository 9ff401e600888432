import type { LogEvent } from "../../core/event.ts";
import {
  type BlockMeta,
  COLUMN_INDEX,
  FIELD_INDEX,
  FIXED_COLUMNS,
  toMinutes,
} from "./block_meta.ts";
import { type ColumnMeta, encodeColumn, type EncodedColumn } from "./column.ts";
import { gatherFields, toDense } from "./fields.ts";
import { encodeIntegers, toDeltas } from "./integers.ts";
import { pack } from "./packed.ts";
import { encodePlaces } from "./places.ts";

/** Events as columns, in the order given. */
export interface EncodedBlock {
  readonly count: number;
  readonly minMs: number;
  readonly maxMs: number;
  readonly maxIngestedMs: number;
  readonly meta: BlockMeta;
  readonly columns: readonly StoredColumn[];
}

/** A packed column and where it is stored within its block. */
export interface StoredColumn {
  readonly index: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Writes at least one event. Every number in an event is exact; unpaired surrogates become U+FFFD. */
export function encodeBlock(events: readonly LogEvent[]): EncodedBlock {
  const columns: StoredColumn[] = [];
  const add = (index: number, { meta, bytes }: EncodedColumn): ColumnMeta => {
    if (bytes !== null) columns.push({ index, data: pack(bytes) });
    return meta;
  };
  const places = encodePlaces(events);
  columns.push({ index: COLUMN_INDEX.places, data: pack(places.bytes) });
  const times = addTimes(events.map((event) => event.timestampMs), COLUMN_INDEX.timestamp, columns);
  const ingested = addTimes(
    events.map((event) => event.ingestedMs),
    COLUMN_INDEX.ingested,
    columns,
  );
  const fixed = Object.fromEntries(
    FIXED_COLUMNS.map((
      name,
    ) => [name, add(COLUMN_INDEX[name], encodeColumn(events.map((event) => event[name])))]),
  ) as BlockMeta["fixed"];
  const { columns: cells, overflow, unsearched } = gatherFields(events);
  const meta: BlockMeta = {
    fixed,
    fields: cells.map((
      field,
      i,
    ) => [field.name, add(FIELD_INDEX + i, encodeColumn(toDense(field, events.length)))]),
    overflow: overflow && add(COLUMN_INDEX.overflow, encodeColumn(overflow)),
    unsearched: unsearched && add(COLUMN_INDEX.unsearched, encodeColumn(unsearched)),
    origins: toOrigins(places.ranges),
    minutes: toMinutes(events),
  };
  const { min: minMs, max: maxMs } = times;
  return { count: events.length, minMs, maxMs, maxIngestedMs: ingested.max, meta, columns };
}

function addTimes(
  times: readonly number[],
  index: number,
  columns: StoredColumn[],
): { min: number; max: number } {
  const values = Float64Array.from(times);
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  toDeltas(values);
  columns.push({ index, data: pack(encodeIntegers(values)) });
  return { min, max };
}

function toOrigins(
  ranges: ReadonlyMap<string, { readonly min: number; readonly max: number }>,
): BlockMeta["origins"] {
  if (ranges.size > ORIGINS_LISTED_MAX) return null;
  return [...ranges].map(([origin, { min, max }]) => [origin, min, max]);
}

const ORIGINS_LISTED_MAX = 256;
