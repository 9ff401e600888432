import type { FieldQuery, Query, RangeQuery } from "../../core/query/ast.ts";
import {
  type FieldName,
  isFixedField,
  isTimestamp,
  parseFieldName,
} from "../../core/query/field.ts";
import type { Filter } from "../../ports/log_store.ts";
import { allOf, anyOf, type Dsl, EVERYTHING, fitting, isAnything, noneOf, NOTHING } from "./dsl.ts";
import { toStoredName } from "./field_names.ts";
import { idToDsl } from "./id_to_dsl.ts";
import { NAMES_PATH, NUMBERS_PATH } from "./paths.ts";
import { tokensToDsl } from "./text_to_dsl.ts";

/** The documents that the filter takes: those whose events `matches()` does. Throws RangeError where that cannot be asked. */
export function filterToDsl({ query, fromMs, toMs }: Filter): Dsl {
  const times = { ...(fromMs !== null && { gte: fromMs }), ...(toMs !== null && { lt: toMs }) };
  const isOpen = fromMs === null && toMs === null;
  return allOf([...(isOpen ? [] : [timesToDsl(times)]), ...andParts(toDsl(query))]);
}

/** The documents whose events the query takes. */
export function toDsl(query: Query): Dsl {
  switch (query.kind) {
    case "all":
      return EVERYTHING;
    case "and":
      return allOf(query.parts.map(toDsl));
    case "or":
      return anyOf(query.parts.map(toDsl));
    case "not":
      return query.part.kind === "not" ? toDsl(query.part.part) : noneOf(toDsl(query.part));
    case "text":
      return anyOf([...tokensToDsl(query.tokens), fitting("field_values", query.value)]);
    case "message":
      return anyOf(tokensToDsl(query.tokens));
    case "field":
      return fieldToDsl(query);
    case "range":
      return rangeToDsl(query);
    case "exists":
      return existsToDsl(query.field);
  }
}

/** Where a field of a query is kept in documents as a whole text; null = nowhere. `message` and `id` are not. */
export function toTextPath(field: string, extra: boolean): string | null {
  if (!extra && isFixedField(field)) return FIXED_PATHS[field] ?? null;
  const stored = toStoredName(field);
  return stored === null ? null : `${NAMES_PATH}.${stored}`;
}

/** Where the numbers of a field are kept in documents; null = nowhere. */
export function toNumberPath(name: FieldName): string | null {
  if (isTimestamp(name)) return "timestamp";
  const stored = toStoredName(name.field);
  return stored === null ? null : `${NUMBERS_PATH}.${stored}`;
}

function fieldToDsl({ field, extra, value }: FieldQuery): Dsl {
  if (field === "id" && !extra) return idToDsl(value);
  const path = toTextPath(field, extra);
  if (path === null) return NOTHING;
  if (!isAnything(value)) return fitting(path, value);
  return isFixedField(field) && !extra ? EVERYTHING : { exists: { field: path } };
}

function existsToDsl(name: string): Dsl {
  const { field, extra } = parseFieldName(name);
  if (isFixedField(field) && !extra) return EVERYTHING;
  const path = toTextPath(field, extra);
  return path === null ? NOTHING : { exists: { field: path } };
}

function rangeToDsl(query: RangeQuery): Dsl {
  const { low, high } = query;
  const bounds = {
    ...(low && { [low.included ? "gte" : "gt"]: low.value }),
    ...(high && { [high.included ? "lte" : "lt"]: high.value }),
  };
  if (isTimestamp(query)) return low || high ? timesToDsl(bounds) : EVERYTHING;
  const path = toNumberPath(query);
  if (path === null) return NOTHING;
  return low || high ? { range: { [path]: bounds } } : { exists: { field: path } };
}

function timesToDsl(bounds: Dsl): Dsl {
  return { range: { timestamp: { ...bounds, format: "epoch_millis" } } };
}

/** What a filter asks for stands beside the times, not a level deeper. */
function andParts(dsl: Dsl): readonly Dsl[] {
  const bool = dsl.bool as { readonly filter?: readonly Dsl[] } | undefined;
  return bool?.filter ?? (dsl === EVERYTHING ? [] : [dsl]);
}

const FIXED_PATHS: Readonly<Record<string, string>> = {
  level: "level",
  service: "service",
  host: "source.hostname",
  file: "source.file",
  origin: "source.origin",
};
