import type { RangeQuery } from "../../core/query/ast.ts";
import { isTimestamp } from "../../core/query/field.ts";
import { isInRange } from "../../core/query/is_in_range.ts";
import { toNumber } from "../../core/query/to_number.ts";
import type { FieldValue } from "../../core/event.ts";
import type { Block } from "./block.ts";
import type { Column } from "./column.ts";
import type { NumbersColumn, NumbersMeta } from "./column_numbers.ts";
import type { StringsColumn } from "./column_strings.ts";
import { decideEntries, type Decision, matchEntries } from "./match_value.ts";
import { filterRows, type Rows } from "./rows.ts";

/** What a block's meta alone says of a range; of times it says nothing, see `narrowTimes`. */
export function decideRange(range: RangeQuery, block: Block): Decision {
  if (isTimestamp(range)) return "some";
  const meta = block.fieldMeta(range.field);
  if (meta === null) return block.meta.overflow === null ? "none" : "some";
  if (meta.kind === "numbers") return decideNumbers(range, meta, block.count);
  return decideEntries(meta, (value) => matchRangeCell(value, range));
}

/** Whether one value is within the range; there being none never is. */
export function matchRangeCell(value: FieldValue | undefined, range: RangeQuery): boolean {
  return value !== undefined && isInRange(range, toNumber(value));
}

/** The rows of a field's column whose value is within the range. */
export function matchRange(column: Column, range: RangeQuery, count: number): Rows {
  switch (column.kind) {
    case "dictionary":
      return matchEntries(column, count, (value) => matchRangeCell(value, range));
    case "numbers":
      return matchNumbers(column, range, count);
    case "strings":
      return matchTexts(column, range, count);
    case "mixed":
    case "templates":
      return filterRows(count, (row) => matchRangeCell(column.cell(row), range));
  }
}

/** The rows that have a finite number within the range; `present` is null when every row has one. */
export function matchNumbers(
  { values, present }: Pick<NumbersColumn, "values" | "present">,
  { low, high }: RangeQuery,
  count: number,
): Rows {
  const from = low?.value ?? -Infinity;
  const to = high?.value ?? Infinity;
  const fromIncluded = low?.included ?? true;
  const toIncluded = high?.included ?? true;
  const mask = new Uint8Array(count);
  let hits = 0;
  for (let row = 0; row < count; row++) {
    const value = values[row]!;
    if (fromIncluded ? value < from : value <= from) continue;
    if (toIncluded ? value > to : value >= to) continue;
    if (present !== null && present[row] === 0) continue;
    mask[row] = 1;
    hits++;
  }
  return hits === 0 ? "none" : hits === count ? "all" : mask;
}

function matchTexts(
  { text, starts, present }: StringsColumn,
  range: RangeQuery,
  count: number,
): Rows {
  return filterRows(count, (row) => {
    if (present !== null && present[row] === 0) return false;
    const start = starts[row]!;
    // All that may begin a number comes before ":"; most texts are not even cut out.
    return text.charCodeAt(start) < 58 &&
      isInRange(range, toNumber(text.slice(start, starts[row + 1]! - 1)));
  });
}

function decideNumbers(
  range: RangeQuery,
  { min, max, present }: NumbersMeta,
  count: number,
): Decision {
  const { low, high } = range;
  if (low !== null && (low.included ? max < low.value : max <= low.value)) return "none";
  if (high !== null && (high.included ? min > high.value : min >= high.value)) return "none";
  return present === count && isInRange(range, min) && isInRange(range, max) ? "all" : "some";
}
