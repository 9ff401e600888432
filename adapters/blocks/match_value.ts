import type { FieldValue } from "../../core/event.ts";
import type { Pattern, PatternPart } from "../../core/query/ast.ts";
import { literalText, longestLiteral } from "../../core/query/pattern.ts";
import { mayFit } from "./char_set.ts";
import type { Column, ColumnMeta } from "./column.ts";
import type { DictionaryColumn } from "./column_dictionary.ts";
import type { NumbersColumn } from "./column_numbers.ts";
import type { StringsColumn } from "./column_strings.ts";
import { fitsPattern, fitsValue } from "./heed.ts";
import { filterRows, type Rows } from "./rows.ts";
import { fromTagged } from "./tagged.ts";

/** What a value's text is compared with. */
export interface ValueTest {
  /** In lower case where values are folded. */
  readonly pattern: Pattern;
  /** Whether values are put in lower case first. */
  readonly folded: boolean;
}

/** What is known without reading a column. */
export type Decision = "all" | "none" | "some";

/** Whether one value fits; there being none never does. */
export function matchCell(value: FieldValue | undefined, { pattern, folded }: ValueTest): boolean {
  if (value === undefined) return false;
  const text = String(value);
  return folded ? fitsValue(pattern, text) : fitsPattern(pattern, text);
}

/** The rows of a column whose value fits. */
export function matchColumn(column: Column, test: ValueTest, count: number): Rows {
  switch (column.kind) {
    case "dictionary":
      return matchEntries(column, count, (value) => matchCell(value, test));
    case "numbers":
      return matchNumbers(column, test, count);
    case "strings":
      return matchStrings(column, test, count);
    case "mixed":
    case "templates":
      return filterRows(count, (row) => matchCell(column.cell(row), test));
  }
}

/** The rows of a dictionary column whose entry passes; each entry is tried once. */
export function matchEntries(
  { values, codes }: DictionaryColumn,
  count: number,
  test: (value: FieldValue | undefined) => boolean,
): Rows {
  const passes = Uint8Array.from(values, (value) => test(value) ? 1 : 0);
  if (!passes.includes(1)) return "none";
  if (codes === null || !passes.includes(0)) return "all";
  const mask = new Uint8Array(count);
  for (let row = 0; row < count; row++) mask[row] = passes[codes[row]!]!;
  return mask;
}

/** What a column's meta alone says of a test; `test` is null where only an entry can be tried. */
export function decideColumn(meta: ColumnMeta, test: ValueTest): Decision {
  if ("chars" in meta && meta.chars && !mayFit(meta.chars, test.pattern)) return "none";
  if (meta.kind === "dictionary") return decideEntries(meta, (value) => matchCell(value, test));
  if (meta.kind !== "numbers") return "some";
  const literal = literalText(test.pattern);
  if (literal === null) return test.pattern.every(mayBeInNumber) ? "some" : "none";
  const number = toNumber(literal);
  return number === null || number < meta.min || number > meta.max ? "none" : "some";
}

/** What a dictionary's entries in the meta say of a test; "some" for other columns. */
export function decideEntries(
  meta: ColumnMeta,
  test: (value: FieldValue | undefined) => boolean,
): Decision {
  if (meta.kind !== "dictionary" || meta.entries === null) return "some";
  let hits = 0;
  for (const value of meta.entries.values) if (test(fromTagged(value))) hits++;
  return hits === 0 ? "none" : hits === meta.entries.values.length ? "all" : "some";
}

function matchNumbers(
  { values, present, cell }: NumbersColumn,
  test: ValueTest,
  count: number,
): Rows {
  const literal = literalText(test.pattern);
  if (literal === null) return filterRows(count, (row) => matchCell(cell(row), test));
  const number = toNumber(literal);
  if (number === null) return "none";
  return filterRows(
    count,
    (row) => values[row] === number && (present === null || present[row] === 1),
  );
}

/** Whether a part of a pattern may stand in the text of a finite number. */
function mayBeInNumber(part: PatternPart): boolean {
  return typeof part !== "string" || /^[0-9.e+-]*$/.test(part);
}

/** The number that prints as this text; null = none does. */
function toNumber(text: string): number | null {
  const number = Number(text);
  return String(number) === text && Number.isFinite(number) ? number : null;
}

function matchStrings(column: StringsColumn, { pattern, folded }: ValueTest, count: number): Rows {
  const { starts, present } = column;
  const text = folded ? column.lower() : column.text;
  const matchRow = (row: number) =>
    (present === null || present[row] === 1) &&
    fitsPattern(pattern, text.slice(starts[row], starts[row + 1]! - 1));
  const needle = longestLiteral(pattern);
  if (needle === "") return filterRows(count, matchRow);
  return findRows({ text, starts, needle }, matchRow);
}

/** The rows that contain `needle` and pass the test, which gets where the needle was found first. */
export function findRows(
  { text, starts, needle }: {
    readonly text: string;
    readonly starts: Uint32Array;
    readonly needle: string;
  },
  test: (row: number, at: number) => boolean,
): Rows {
  const count = starts.length - 1;
  let mask: Uint8Array | null = null;
  let hits = 0;
  let row = 0;
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, starts[row]!)) {
    while (starts[row + 1]! <= at) row++;
    if (test(row, at)) {
      mask ??= new Uint8Array(count);
      mask[row] = 1;
      hits++;
    }
    if (++row >= count) break;
  }
  return mask === null ? "none" : hits === count ? "all" : mask;
}
