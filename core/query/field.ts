import {
  FIELDS_SEARCHED_MAX,
  type FieldValue,
  type LogEvent,
  VALUE_SEARCHED_MAX,
} from "../event.ts";
import { toId } from "../id.ts";
import { toNumber } from "./to_number.ts";

/** The fields that every event has, by the names they have in queries. */
export const FIXED_FIELDS: readonly FixedField[] = [
  "level",
  "service",
  "message",
  "host",
  "file",
  "id",
  "origin",
];

/** One of {@linkcode FIXED_FIELDS}. */
export type FixedField = "level" | "service" | "message" | "host" | "file" | "id" | "origin";

/** `_exists_:name` asks for events that have the field. */
export const EXISTS = "_exists_";

/** Which field a name means. */
export interface FieldName {
  /** Without the prefix `extra_fields.`. */
  readonly field: string;
  /** True when an extra field is meant although a fixed one or a time has that name too. */
  readonly extra: boolean;
}

/**
 * Reads a name as users write it: `extra_fields.` in front reaches a field that a fixed one shadows. Names that
 * documents have for fixed fields, such as `hostname` and `source.file`, mean them.
 */
export function parseFieldName(name: string): FieldName {
  if (!name.startsWith(PREFIX)) return { field: DOCUMENT_NAMES.get(name) ?? name, extra: false };
  const field = name.slice(PREFIX.length);
  return { field, extra: isShadowed(field) };
}

/** The name that {@linkcode parseFieldName} reads as this field; the shorter where two would do. */
export function printFieldName({ field, extra }: FieldName): string {
  const isTaken = extra || field === EXISTS || isTimeField(field) || field.startsWith(PREFIX) ||
    DOCUMENT_NAMES.has(field);
  return isTaken ? PREFIX + field : field;
}

function isShadowed(field: string): boolean {
  return isFixedField(field) || isTimeField(field) || DOCUMENT_NAMES.has(field);
}

/** Whether the name means one of {@linkcode FIXED_FIELDS} (unless its `extra` is true). */
export function isFixedField(field: string): field is FixedField {
  return (FIXED_FIELDS as readonly string[]).includes(field);
}

/** Whether a written name means one of an event's times, which are not asked for by value. */
export function isTimeField(name: string): boolean {
  return name === "timestamp" || name === "ingested_at";
}

/** Whether an event's own time is meant, as it can be by a range. */
export function isTimestamp({ field, extra }: FieldName): boolean {
  return field === "timestamp" && !extra;
}

/** The number that a range compares: the event's time, or what an extra field is; NaN = there is none. */
export function fieldNumber(event: LogEvent, name: FieldName): number {
  if (isTimestamp(name)) return event.timestampMs;
  const value = searchedValue(event, name.field);
  return value === null ? NaN : toNumber(value);
}

/** The field's text in an event as queries and facets see it; null when it has none that is searched. */
export function fieldText(event: LogEvent, { field, extra }: FieldName): string | null {
  if (extra || !isFixedField(field)) return searchedText(event, field);
  switch (field) {
    case "host":
      return event.hostname;
    case "id":
      return toId(event);
    default:
      return event[field];
  }
}

/** The field to count by, for facets and histograms; throws RangeError where values can't be counted. */
export function parseCountedField(name: string): FieldName {
  const field = parseFieldName(name);
  if (field.extra || (field.field !== "message" && field.field !== "id")) return field;
  throw new RangeError(`Cannot count by "${name}": nearly every event has its own; choose another`);
}

/** The texts of all searched extra fields, in their order. */
export function searchedTexts(event: LogEvent): string[] {
  if (event.fields === null) return [];
  return Object.values(event.fields).slice(0, FIELDS_SEARCHED_MAX).map(String).filter(isSearched);
}

function searchedText(event: LogEvent, name: string): string | null {
  const value = searchedValue(event, name);
  return value === null ? null : String(value);
}

function searchedValue({ fields }: LogEvent, name: string): FieldValue | null {
  if (fields === null || !Object.hasOwn(fields, name)) return null;
  const names = Object.keys(fields);
  if (names.length > FIELDS_SEARCHED_MAX && names.indexOf(name) >= FIELDS_SEARCHED_MAX) return null;
  const value = fields[name]!;
  return typeof value !== "string" || isSearched(value) ? value : null;
}

function isSearched(text: string): boolean {
  return text.length <= VALUE_SEARCHED_MAX;
}

const PREFIX = "extra_fields.";

/** What a fixed field is called in an event's document, where that is not its name. */
const DOCUMENT_NAMES: ReadonlyMap<string, FixedField> = new Map([
  ["hostname", "host"],
  ["source.hostname", "host"],
  ["source.file", "file"],
  ["source.origin", "origin"],
]);
