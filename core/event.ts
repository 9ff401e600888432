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
  /** Severity, already mapped from its many spellings. */
  readonly level: Level;
  /** Which program wrote it; from the line, else from the source. */
  readonly service: string;
  /** The text without what was parsed out of it; lines joined to it follow after `\n`. */
  readonly message: string;
  /** Machine it was written on; from the line, else where it was shipped. */
  readonly hostname: string;
  /** Path of the source as it was shipped; other sources name themselves. */
  readonly file: string;
  /** Everything else that was parsed, flat, dotted names, in the order found; null when there is nothing. */
  readonly fields: Fields | null;
  /** When `process` read it, epoch milliseconds (integer). */
  readonly ingestedMs: number;
  /**
   * When it was shipped, epoch milliseconds: only on the way into a store, and only where `timestampMs` is
   * implausible next to it ({@linkcode isPlausible}). A store that keeps events by day takes it instead.
   */
  readonly shippedMs?: number;
}

/** Whether an event's time lies within [shipped − 30 days, shipped + 1 day]. */
export function isPlausible(timestampMs: number, shippedMs: number): boolean {
  return timestampMs >= shippedMs - 30 * DAY_MS && timestampMs <= shippedMs + DAY_MS;
}

const DAY_MS = 86_400_000;

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
  /** See {@linkcode toId}. */
  id: string;
  /** When it happened, ISO 8601 UTC with milliseconds. */
  timestamp: string;
  /** Severity. */
  level: Level;
  /** Which program wrote it. */
  service: string;
  /** The text without what was parsed out of it. */
  message: string;
  /** Where it stands: machine, path, and the two halves of its id. */
  source: { hostname: string; file: string; origin: string; position: number };
  /** Everything else that was parsed, flat, dotted names. */
  extra_fields: Record<string, FieldValue>;
  /** When `process` read it, ISO 8601 UTC with milliseconds. */
  ingested_at: string;
}
