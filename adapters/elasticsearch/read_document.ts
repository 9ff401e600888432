import type { Fields, FieldValue, Level, LogEvent } from "../../core/event.ts";
import { toFieldName } from "./field_names.ts";

/** A document as `_source` has it. */
export interface StoredDocument {
  /** ISO 8601, or epoch milliseconds where that has no four digits of the year. */
  readonly timestamp: string | number;
  /** As in {@linkcode LogEvent}. */
  readonly level: Level;
  /** As in {@linkcode LogEvent}. */
  readonly service: string;
  /** As in {@linkcode LogEvent}. */
  readonly message: string;
  /** Where it stands. */
  readonly source: {
    readonly hostname: string;
    readonly file: string;
    readonly origin: string;
    readonly position: number;
    /** Where it is not `position`. */
    readonly begin?: number;
    readonly end: number;
  };
  /** Those that are searched, by their stored names. */
  readonly extra_fields?: Readonly<Record<string, FieldValue>>;
  /** The others, by their own names. */
  readonly more_fields?: Readonly<Record<string, FieldValue>>;
  /** As `timestamp`. */
  readonly ingested_at: string | number;
  /** See `Arrival` in `write_document.ts`. */
  readonly arrival: { readonly partition: number; readonly offset: number };
}

/** The event that was stored as this document. */
export function toEvent(document: StoredDocument): LogEvent {
  const { hostname, file, origin, position, begin = position, end } = document.source;
  return {
    origin,
    position,
    begin,
    end,
    timestampMs: readTime(document.timestamp),
    level: document.level,
    service: document.service,
    message: document.message,
    hostname,
    file,
    fields: toFields(document),
    ingestedMs: readTime(document.ingested_at),
  };
}

function toFields({ extra_fields, more_fields }: StoredDocument): Fields | null {
  if (extra_fields === undefined && more_fields === undefined) return null;
  const stored = Object.entries(extra_fields ?? {})
    .map(([name, value]) => [toFieldName(name), value] as const);
  return Object.fromEntries([...stored, ...Object.entries(more_fields ?? {})]);
}

function readTime(time: string | number): number {
  return typeof time === "number" ? time : Date.parse(time);
}
