/** One log event as it travels inside LogFlow: flat, times in epoch milliseconds. */
export interface LogEvent {
  /** Origin of the source it came from: 15 lower-case hex digits (60 bits). */
  readonly origin: string;
  /** Where its first byte stands in the source: 0 … 2^53−1. With `origin` it is the event's identity. */
  readonly position: number;
  /** Start of the bytes this event accounts for: ≤ `position`; less only where blank lines were skipped before it. */
  readonly begin: number;
  /** End (exclusive) of the bytes this event accounts for; the next event of the source begins here. */
  readonly end: number;
  /** When it happened, epoch milliseconds (integer). */
  readonly timestampMs: number;
  readonly level: Level;
  readonly service: string;
  readonly message: string;
  readonly hostname: string;
  readonly file: string;
  /** Everything else that was parsed, flat, dotted names, in the order found; null when there is nothing. */
  readonly fields: Fields | null;
  /** When `process` read it, epoch milliseconds (integer). */
  readonly ingestedMs: number;
}

/** Fields of an event beside the fixed ones. The first {@linkcode FIELDS_SEARCHED_MAX} are searchable. */
export type Fields = Readonly<Record<string, FieldValue>>;

/** A field's value; nested objects and arrays were flattened before (see `core/transform/fields.ts`). */
export type FieldValue = string | number | boolean;

/** At most this many fields of one event are searched, in their order; the rest are only shown. */
export const FIELDS_SEARCHED_MAX = 256;

/** Values longer than this (UTF-16 code units of their text) are shown but not searched. */
export const VALUE_SEARCHED_MAX = 1024;

/** Severity, lowest to highest, and UNKNOWN where a line has none. */
export const LEVELS = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "UNKNOWN"] as const;

/** One of {@linkcode LEVELS}. */
export type Level = (typeof LEVELS)[number];

/** A {@linkcode LogEvent} at the edges (REST, Elasticsearch, terminal): ISO 8601 UTC times, nested source. */
export interface LogDocument {
  id: string;
  timestamp: string;
  level: Level;
  service: string;
  message: string;
  source: { hostname: string; file: string; origin: string; position: number };
  extra_fields: Record<string, FieldValue>;
  ingested_at: string;
}
