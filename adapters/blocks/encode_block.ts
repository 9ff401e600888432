import type { FieldValue, LogEvent } from "../../core/event.ts";
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
import { addOverflowWords, addValueWords } from "./column_words.ts";
import { encodeMessages } from "./encode_messages.ts";
import { encodeIntegers, toDeltas } from "./integers.ts";
import { pack } from "./packed.ts";
import { encodePlaces } from "./places.ts";
import type { WordSet } from "./word_set.ts";

/** Events as columns, in the order given. */
export interface EncodedBlock {
  /** How many events. */
  readonly count: number;
  /** The earliest time of an event. */
  readonly minMs: number;
  /** The latest time of an event. */
  readonly maxMs: number;
  /** The latest time of ingestion. */
  readonly maxIngestedMs: number;
  /** To be stored beside the columns. */
  readonly meta: BlockMeta;
  /** In the order in which they were made. */
  readonly columns: readonly StoredColumn[];
}

/** A column's bytes and where it is stored within its block. */
export interface StoredColumn {
  /** Below `COLUMNS_PER_BLOCK`. */
  readonly index: number;
  /** As it is to be stored. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** How to write a block. */
export interface EncodeOptions {
  /** What is to be stored of a column's bytes; packs them unless told otherwise. */
  readonly toData?: (bytes: Uint8Array) => Uint8Array<ArrayBuffer>;
  /** Gets all words that a search may ask for. */
  readonly words?: WordSet;
}

/** Writes at least one event. Every number in an event is exact; unpaired surrogates become U+FFFD. */
export function encodeBlock(
  events: readonly LogEvent[],
  { toData = pack, words }: EncodeOptions = {},
): EncodedBlock {
  const columns: StoredColumn[] = [];
  const addBytes = (index: number, bytes: Uint8Array) => {
    columns.push({ index, data: toData(bytes) });
  };
  const add = (index: number, { meta, bytes }: EncodedColumn): ColumnMeta => {
    if (bytes !== null) addBytes(index, bytes);
    return meta;
  };
  const { timestamps, ingested, texts } = gatherFixed(events);
  const places = encodePlaces(events);
  addBytes(COLUMN_INDEX.places, places.bytes);
  const { min: minMs, max: maxMs } = findRange(timestamps);
  const { max: maxIngestedMs } = findRange(ingested);
  toDeltas(timestamps);
  addBytes(COLUMN_INDEX.timestamp, encodeIntegers(timestamps));
  toDeltas(ingested);
  addBytes(COLUMN_INDEX.ingested, encodeIntegers(ingested));
  const addValues = (index: number, values: readonly (FieldValue | undefined)[]) => {
    const encoded = encodeColumn(values);
    if (words !== undefined) addValueWords(words, encoded, values);
    return add(index, encoded);
  };
  const addFixed = (name: FixedColumn) => {
    if (name !== "message") return addValues(COLUMN_INDEX[name], texts[name]);
    const { meta, parts } = encodeMessages(texts.message, words);
    for (const { index, bytes } of parts) addBytes(index, bytes);
    return meta;
  };
  const fixed = Object.fromEntries(FIXED_COLUMNS.map((name) => [name, addFixed(name)]));
  const { columns: cells, overflow, unsearched } = gatherFields(events);
  const addField = (field: FieldCells, i: number) =>
    [field.name, addValues(FIELD_INDEX + i, toDense(field, events.length))] as const;
  if (words !== undefined && overflow !== null) addOverflowWords(words, overflow);
  const meta: BlockMeta = {
    fixed: fixed as BlockMeta["fixed"],
    fields: cells.map(addField),
    overflow: overflow && add(COLUMN_INDEX.overflow, encodeColumn(overflow)),
    unsearched: unsearched && add(COLUMN_INDEX.unsearched, encodeColumn(unsearched)),
    origins: toOrigins(places.ranges),
    minutes: toMinutes(events),
  };
  return { count: events.length, minMs, maxMs, maxIngestedMs, meta, columns };
}

/** One pass over the events; they are read by name, which is fast where a name is not a variable. */
function gatherFixed(events: readonly LogEvent[]) {
  const count = events.length;
  const timestamps = new Float64Array(count);
  const ingested = new Float64Array(count);
  const texts: Record<FixedColumn, string[]> = {
    level: new Array(count),
    service: new Array(count),
    hostname: new Array(count),
    file: new Array(count),
    origin: new Array(count),
    message: new Array(count),
  };
  const { level, service, hostname, file, origin, message } = texts;
  for (let i = 0; i < count; i++) {
    const event = events[i]!;
    timestamps[i] = event.timestampMs;
    ingested[i] = event.ingestedMs;
    level[i] = event.level;
    service[i] = event.service;
    hostname[i] = event.hostname;
    file[i] = event.file;
    origin[i] = event.origin;
    message[i] = event.message;
  }
  return { timestamps, ingested, texts };
}

function findRange(values: Float64Array): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

function toOrigins(
  ranges: ReadonlyMap<string, { readonly min: number; readonly max: number }>,
): BlockMeta["origins"] {
  if (ranges.size > ORIGINS_LISTED_MAX) return null;
  return [...ranges].map(([origin, { min, max }]) => [origin, min, max]);
}

const ORIGINS_LISTED_MAX = 256;
