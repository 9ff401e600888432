import { isRelativeTime, parseTime } from "../time_range.ts";
import type { RangeBound, RangeQuery } from "./ast.ts";
import {
  EXISTS,
  type FieldName,
  isFixedField,
  isTimeField,
  isTimestamp,
  parseFieldName,
} from "./field.ts";
import type { RangeLexeme, WrittenBound } from "./lex_range.ts";
import { syntaxError } from "./syntax_error.ts";
import { toNumber } from "./to_number.ts";

/** The query of a range as written after a field's name. Throws QuerySyntaxError where it cannot be meant. */
export function toRangeQuery(
  name: string,
  { low, high, column }: RangeLexeme,
  nowMs: number | null,
): RangeQuery {
  const field = parseFieldName(name);
  refuseFixed(name, field, column);
  const read = isTimestamp(field) ? (bound: WrittenBound) => readTimeMs(bound, nowMs) : readNumber;
  const range: RangeQuery = {
    kind: "range",
    ...field,
    low: toBound(low, read),
    high: toBound(high, read),
  };
  if (range.low !== null && range.high !== null && range.low.value > range.high.value) {
    throw syntaxError(`${low!.text} is above ${high!.text}`, low!.column, "exchange them");
  }
  return range;
}

function toBound(
  bound: WrittenBound | null,
  read: (bound: WrittenBound) => number,
): RangeBound | null {
  // Not -0, which is the same bound.
  return bound && { value: read(bound) + 0, included: bound.included };
}

function readNumber({ text, column }: WrittenBound): number {
  const number = toNumber(text);
  if (Number.isFinite(number)) return number;
  const hint = "write 5, -1.5 or 1e3 (times are for timestamp only), or put the value in quotes";
  throw syntaxError(`"${text}" is no number`, column, hint);
}

function readTimeMs({ text, column }: WrittenBound, nowMs: number | null): number {
  if (nowMs === null && isRelativeTime(text)) {
    const hint = "write a time in full, as 2025-10-23T14:32:15Z";
    throw syntaxError(`"${text}" counts from now, which is not known here`, column, hint);
  }
  try {
    return parseTime(text, nowMs ?? 0);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = "write 2025-10-23T14:32:15Z, epoch milliseconds or now-15m";
    throw syntaxError(`"${text}" is no time`, column, hint);
  }
}

function refuseFixed(name: string, { field, extra }: FieldName, column: number): void {
  if (name === EXISTS) {
    throw syntaxError(`${EXISTS} wants a field's name`, column, "write a name, or it in quotes");
  }
  const isFixed = isFixedField(field) || (isTimeField(field) && field !== "timestamp");
  if (extra || !isFixed) return;
  const hint = field === "level"
    ? "name the levels, as in level:(ERROR OR FATAL)"
    : `put the value in quotes, or write extra_fields.${field} for a field of that name`;
  throw syntaxError(`${field} has no ranges`, column, hint);
}
