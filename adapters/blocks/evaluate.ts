import type { FieldQuery, Query, RangeQuery, TextQuery } from "../../core/query/ast.ts";
import { isFixedField, isTimestamp, parseFieldName } from "../../core/query/field.ts";
import type { Block } from "./block.ts";
import type { FixedColumn } from "./block_meta.ts";
import type { Column, ColumnMeta } from "./column.ts";
import { parseFields, printName } from "./fields.ts";
import { fitsTokens } from "./heed.ts";
import { decideId, matchId } from "./match_id.ts";
import { decideRange, matchNumbers, matchRange, matchRangeCell } from "./match_range.ts";
import { matchTokensOf } from "./match_tokens.ts";
import {
  decideColumn,
  decideEntries,
  type Decision,
  matchCell,
  matchColumn,
  type ValueTest,
} from "./match_value.ts";
import { andRows, filterRows, notRows, orRows, type Rows } from "./rows.ts";

/** The rows of a block that a query asks for: those whose event `matches` it. */
export function evaluate(query: Query, block: Block): Rows {
  const decision = decide(query, block);
  if (decision !== "some") return decision;
  switch (query.kind) {
    case "all":
      return "all";
    case "and":
      return andRows(cheapestFirst(query.parts).map((part) => () => evaluate(part, block)));
    case "or":
      return orRows(cheapestFirst(query.parts).map((part) => () => evaluate(part, block)));
    case "not":
      return notRows(evaluate(query.part, block));
    case "text":
      return orRows(textParts(query, block));
    case "message":
      return matchTokensOf(block.fixed("message"), query.tokens, block.count);
    case "field":
      return evaluateField(query, block);
    case "range":
      return evaluateRange(query, block);
    case "exists":
      return evaluateExtra(block, query.field, EXISTS);
  }
}

/** What a block's meta alone says: whether all, none, or perhaps some of its events match. */
export function decide(query: Query, block: Block): Decision {
  const { fixed } = block.meta;
  switch (query.kind) {
    case "all":
      return "all";
    case "and":
      return decideAnd(query.parts.map((part) => decide(part, block)));
    case "or":
      return decideOr(query.parts.map((part) => decide(part, block)));
    case "not":
      return NOT[decide(query.part, block)];
    case "text":
      return decideText(query, block);
    case "message":
      return decideEntries(fixed.message, (text) => fitsTokens(query.tokens, text as string));
    case "field": {
      const { field, extra, value } = query;
      const test = { pattern: value, folded: false };
      if (extra || !isFixedField(field)) return decideExtra(block, field, test);
      return field === "id" ? decideId(value, block) : decideColumn(fixed[toFixed(field)], test);
    }
    case "range":
      return decideRange(query, block);
    case "exists": {
      const { field, extra } = parseFieldName(query.field);
      return !extra && isFixedField(field) ? "all" : decideExtra(block, field, EXISTS);
    }
  }
}

/** The name of a fixed field's column (all but the id have one). */
export function toFixed(field: string): FixedColumn {
  return field === "host" ? "hostname" : field as FixedColumn;
}

function evaluateField({ field, extra, value }: FieldQuery, block: Block): Rows {
  const test = { pattern: value, folded: false };
  if (extra || !isFixedField(field)) return evaluateExtra(block, field, test);
  if (field === "id") return matchId(value, block);
  return matchColumn(block.fixed(toFixed(field)), test, block.count);
}

function evaluateRange(range: RangeQuery, block: Block): Rows {
  if (isTimestamp(range)) {
    return matchNumbers({ values: block.times(), present: null }, range, block.count);
  }
  const column = block.field(range.field);
  if (column !== null) return matchRange(column, range, block.count);
  return matchOverflow(block, printName(range.field), ([own, value]) => {
    return own === range.field && matchRangeCell(value, range);
  });
}

/** An extra field has a column of its own in a block, or stands with others, or is in no event. */
function evaluateExtra(block: Block, name: string, test: ExtraTest): Rows {
  const field = test === EXISTS ? parseFieldName(name).field : name;
  const column = block.field(field);
  if (column !== null) {
    return test === EXISTS
      ? filterRows(block.count, (row) => column.cell(row) !== undefined)
      : matchColumn(column, test, block.count);
  }
  return matchOverflow(block, printName(field), ([own, value]) => {
    return own === field && (test === EXISTS || matchCell(value, test));
  });
}

function decideExtra(block: Block, field: string, test: ExtraTest): Decision {
  const meta = block.fieldMeta(field);
  if (meta === null) return block.meta.overflow === null ? "none" : "some";
  return test === EXISTS ? decideExists(meta, block.count) : decideColumn(meta, test);
}

function decideExists(meta: ColumnMeta, count: number): Decision {
  if (meta.kind === "dictionary") return decideEntries(meta, (value) => value !== undefined);
  const { present } = meta as { present?: number }; // Only those of one type tell.
  return present === count ? "all" : "some";
}

/** All places where a bare word may stand, the cheap ones first. */
function textParts({ tokens, value }: TextQuery, block: Block): (() => Rows)[] {
  const test = { pattern: value, folded: true };
  const inColumn = (meta: ColumnMeta, column: () => Column) => () => {
    const decision = decideColumn(meta, test);
    return decision === "some" ? matchColumn(column(), test, block.count) : decision;
  };
  const { fixed, fields } = block.meta;
  return [
    ...VALUE_COLUMNS.map((name) => inColumn(fixed[name], () => block.fixed(name))),
    () => matchTokensOf(block.fixed("message"), tokens, block.count),
    ...fields.map(([, meta], i) => inColumn(meta, () => block.fieldAt(i))),
    () => matchOverflow(block, "", ([, own]) => matchCell(own, test)),
  ];
}

function decideText({ tokens, value }: TextQuery, block: Block): Decision {
  const test = { pattern: value, folded: true };
  const { fixed, fields, overflow } = block.meta;
  return decideOr([
    ...VALUE_COLUMNS.map((name) => decideColumn(fixed[name], test)),
    tokens.length === 0
      ? "none"
      : decideEntries(fixed.message, (text) => fitsTokens(tokens, text as string)),
    ...fields.map(([, meta]) => decideColumn(meta, test)),
    overflow === null ? "none" : "some",
  ]);
}

/** Rows of which a field passes the test; only texts that have `mark` are parsed, which takes time. */
function matchOverflow(
  block: Block,
  mark: string,
  test: (pair: ReturnType<typeof parseFields>[number]) => boolean,
): Rows {
  const column = block.overflow();
  if (column === null) return "none";
  return filterRows(block.count, (row) => {
    const text = column.cell(row) as string | undefined;
    return text !== undefined && text.includes(mark) && parseFields(text).some(test);
  });
}

function decideAnd(parts: readonly Decision[]): Decision {
  if (parts.includes("none")) return "none";
  return parts.includes("some") ? "some" : "all";
}

function decideOr(parts: readonly Decision[]): Decision {
  if (parts.includes("all")) return "all";
  return parts.includes("some") ? "some" : "none";
}

function cheapestFirst(parts: readonly Query[]): readonly Query[] {
  return parts.toSorted((a, b) => toCost(a) - toCost(b));
}

function toCost(query: Query): number {
  switch (query.kind) {
    case "and":
    case "or":
      return Math.max(...query.parts.map(toCost));
    case "not":
      return toCost(query.part);
    default:
      return COST[query.kind];
  }
}

type ExtraTest = ValueTest | typeof EXISTS;

/** In place of a test of the value: there has to be one. */
const EXISTS = "exists";

const NOT = { all: "none", none: "all", some: "some" } as const;
const COST = { all: 0, field: 1, range: 1, exists: 1, message: 2, text: 3 } as const;

/** Fixed columns whose whole values a bare word is compared with. */
const VALUE_COLUMNS = ["service", "level", "hostname", "file"] as const;
