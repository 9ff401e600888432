import type { FieldValue, LogDocument } from "./event.ts";
import { parseFieldName } from "./query/field.ts";

/** Some of an event's fields, where they stand in its document; always its id. */
export type TrimmedDocument =
  & Pick<LogDocument, "id">
  & Some<Omit<LogDocument, "source">>
  & { readonly source?: Some<LogDocument["source"]> | undefined };

/** Any of them, or none. */
export type Some<T> = { [Name in keyof T]?: T[Name] | undefined };

/** The document with nothing but its id and these fields, named as in a query or by `timestamp` and `ingested_at`. */
export function trimDocument(
  document: LogDocument,
  fields: readonly string[],
): TrimmedDocument {
  const trimmed: Record<string, unknown> = { id: document.id };
  const put = (group: "source" | "extra_fields", name: string, value: FieldValue) => {
    const own = (trimmed[group] ??= {}) as Record<string, FieldValue>;
    Object.defineProperty(own, name, { value, enumerable: true });
  };
  for (const name of fields) {
    const value = readField(document, name);
    if (value === null) continue;
    const { field, extra } = parseFieldName(name);
    const place = extra ? undefined : SOURCE_NAMES.get(field);
    if (place !== undefined) put("source", place, value);
    else if (!extra && isTop(field)) trimmed[field] = value;
    else put("extra_fields", field, value);
  }
  return trimmed as TrimmedDocument;
}

/** The value of a field, named as in a query or by `timestamp` and `ingested_at`; null = it has none. */
export function readField(document: LogDocument, name: string): FieldValue | null {
  const { field, extra } = parseFieldName(name);
  if (!extra) {
    const place = SOURCE_NAMES.get(field);
    if (place !== undefined) return document.source[place];
    if (isTop(field)) return document[field];
  }
  const { extra_fields } = document;
  return Object.hasOwn(extra_fields, field) ? extra_fields[field]! : null;
}

function isTop(field: string): field is (typeof TOP_NAMES)[number] {
  return (TOP_NAMES as readonly string[]).includes(field);
}

const TOP_NAMES = ["id", "timestamp", "level", "service", "message", "ingested_at"] as const;

const SOURCE_NAMES: ReadonlyMap<string, "hostname" | "file" | "origin"> = new Map([
  ["host", "hostname"],
  ["file", "file"],
  ["origin", "origin"],
]);
