import type { LogEvent } from "../../core/event.ts";
import {
  type BlockMeta,
  COLUMN_INDEX,
  FIELD_INDEX,
  FIXED_COLUMNS,
  type FixedColumn,
  toMinutes,
} from "./block_meta.ts";
import { type ColumnMeta, encodeColumn, type EncodedColumn } from "./column.ts";
import { type FieldCells, gatherFields, toDense } from "./fields.ts";
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

/** A column's bytes and where it is stored within its block. */
export interface StoredColumn {
  readonly index: number;
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Writes at least one event. Every number in an event is exact; unpaired surrogates become U+FFFD. */
export function encodeBlock(
  events: readonly LogEvent[],
  toData: (bytes: Uint8Array) => Uint8Array<ArrayBuffer> = pack,
): EncodedBlock {
  const columns: StoredColumn[] = [];
  const addBytes = (index: number, bytes: Uint8Array) => {
    columns.push({ index, data: toData(bytes) });
  };
  const add = (index: number, { meta, bytes }: EncodedColumn): ColumnMeta => {
    if (bytes !== null) addBytes(index, bytes);
    return meta;
  };
  const places = encodePlaces(events);
  addBytes(COLUMN_INDEX.places, places.bytes);
  const times = encodeTimes(events.map((event) => event.timestampMs));
  addBytes(COLUMN_INDEX.timestamp, times.bytes);
  const ingested = encodeTimes(events.map((event) => event.ingestedMs));
  addBytes(COLUMN_INDEX.ingested, ingested.bytes);
  const addFixed = (name: FixedColumn) =>
    add(COLUMN_INDEX[name], encodeColumn(events.map((event) => event[name])));
  const fixed = Object.fromEntries(FIXED_COLUMNS.map((name) => [name, addFixed(name)]));
  const { columns: cells, overflow, unsearched } = gatherFields(events);
  const addField = (field: FieldCells, i: number) =>
    [field.name, add(FIELD_INDEX + i, encodeColumn(toDense(field, events.length)))] as const;
  const meta: BlockMeta = {
    fixed: fixed as BlockMeta["fixed"],
    fields: cells.map(addField),
    overflow: overflow && add(COLUMN_INDEX.overflow, encodeColumn(overflow)),
    unsearched: unsearched && add(COLUMN_INDEX.unsearched, encodeColumn(unsearched)),
    origins: toOrigins(places.ranges),
    minutes: toMinutes(events),
  };
  const { min: minMs, max: maxMs } = times;
  return { count: events.length, minMs, maxMs, maxIngestedMs: ingested.max, meta, columns };
}

function encodeTimes(times: readonly number[]): { bytes: Uint8Array; min: number; max: number } {
  const values = Float64Array.from(times);
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  toDeltas(values);
  return { bytes: encodeIntegers(values), min, max };
}

function toOrigins(
  ranges: ReadonlyMap<string, { readonly min: number; readonly max: number }>,
): BlockMeta["origins"] {
  if (ranges.size > ORIGINS_LISTED_MAX) return null;
  return [...ranges].map(([origin, { min, max }]) => [origin, min, max]);
}

const ORIGINS_LISTED_MAX = 256;
