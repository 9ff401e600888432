import type { FieldValue } from "../../core/event.ts";
import { type FieldName, isFixedField } from "../../core/query/field.ts";
import type { Block } from "./block.ts";
import type { Column, ColumnMeta } from "./column.ts";
import type { DictionaryColumn } from "./column_dictionary.ts";
import type { NumbersColumn } from "./column_numbers.ts";
import { toFixed } from "./evaluate.ts";
import { toOverflowValues } from "./overflow_values.ts";
import { toOwnText } from "./own_text.ts";
import type { Rows } from "./rows.ts";
import { fromTagged } from "./tagged.ts";

/** How many texts, and how many characters they have together. */
export interface ValueBounds {
  /** Different ones; in each bucket anew. */
  readonly values: number;
  /** UTF-16 code units. */
  readonly length: number;
}

/** How many different texts, of what length, one request may count together over all its facets and buckets. */
export class ValueRoom {
  readonly #max: ValueBounds;
  #values: number;
  #length: number;

  /** {@linkcode COUNTED_MAX} unless told otherwise. */
  constructor(max: ValueBounds = COUNTED_MAX) {
    this.#max = max;
    this.#values = max.values;
    this.#length = max.length;
  }

  /** Takes the room for one more of `length` characters. Throws RangeError when there is none. */
  take(length: number): void {
    if (this.#values === 0) throw tooMany(`more than ${this.#max.values} different ones`);
    if (this.#length < length) {
      throw tooMany(`more than ${this.#max.length} characters in different ones`);
    }
    this.#values--;
    this.#length -= length;
  }
}

function tooMany(what: string): RangeError {
  return new RangeError(`Cannot count values: there are ${what}; narrow the query`);
}

/** How often each text occurs. */
export class ValueCounts {
  /** By text. */
  readonly counts: Map<string, number> = new Map();
  readonly #room: ValueRoom;

  /** All counts of a request share its room. */
  constructor(room: ValueRoom) {
    this.#room = room;
  }

  /** Adds `count` occurrences. Throws RangeError when there are too many different texts. */
  add(text: string, count = 1): void {
    const known = this.counts.get(text);
    if (known !== undefined) this.counts.set(text, known + count);
    else {
      this.#room.take(text.length);
      this.counts.set(toOwnText(text), count);
    }
  }
}

/**
 * Reads what is needed to count a field's values in these rows (for all rows that is often the meta
 * alone). The function it returns counts them, and reads nothing more.
 */
export function readCounts(
  block: Block,
  { field, rows }: { readonly field: FieldName; readonly rows: Exclude<Rows, "none"> },
): (into: ValueCounts) => void {
  const meta = rows === "all" ? toFieldMeta(block, field) : null;
  if (meta?.kind === "dictionary" && meta.entries !== null) {
    const { values, counts } = meta.entries;
    return (into) => addEntries(values.map(fromTagged), counts, into);
  }
  const column = toFieldColumn(block, field);
  if (column?.kind === "dictionary") {
    return (into) => addEntries(column.values, countCodes(column, rows, block.count), into);
  }
  if (column?.kind === "numbers") return (into) => addNumbers(column, rows, into);
  if (column === null && block.meta.overflow === null) return () => {};
  const textOf = toTexts(block, field);
  return (into) => {
    for (let row = 0; row < block.count; row++) {
      if (rows !== "all" && rows[row] === 0) continue;
      const text = textOf(row);
      if (text !== null) into.add(text);
    }
  };
}

/** The text of a field in a row; null where there is none. */
export function toTexts(block: Block, field: FieldName): (row: number) => string | null {
  const column = toFieldColumn(block, field);
  if (column?.kind === "dictionary") {
    const { values, codes } = column;
    const texts = values.map(toText);
    return (row) => texts[codes === null ? 0 : codes[row]!]!;
  }
  if (column !== null) return (row) => toText(column.cell(row));
  const valueOf = toOverflowValues(block, field.field);
  return (row) => toText(valueOf(row));
}

function countCodes(
  { values, codes }: DictionaryColumn,
  rows: Exclude<Rows, "none">,
  count: number,
): Uint32Array {
  const counts = new Uint32Array(values.length);
  for (let row = 0; row < count; row++) {
    if (rows === "all" || rows[row] === 1) counts[codes === null ? 0 : codes[row]!]!++;
  }
  return counts;
}

function addEntries(
  values: readonly (FieldValue | undefined)[],
  counts: ArrayLike<number>,
  into: ValueCounts,
): void {
  values.forEach((value, i) => {
    const count = counts[i]!;
    if (value !== undefined && count > 0) into.add(String(value), count);
  });
}

/** The column of a field; null where it has none of its own. */
export function toFieldColumn(block: Block, { field, extra }: FieldName): Column | null {
  return extra || !isFixedField(field) ? block.field(field) : block.fixed(toFixed(field));
}

/** Each different number is made a text once. */
function addNumbers(
  { values, present }: NumbersColumn,
  rows: Exclude<Rows, "none">,
  into: ValueCounts,
): void {
  const counts = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    if ((rows !== "all" && rows[row] === 0) || (present !== null && present[row] === 0)) continue;
    const value = values[row]!;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  for (const [value, count] of counts) into.add(String(value), count);
}

function toFieldMeta(block: Block, { field, extra }: FieldName): ColumnMeta | null {
  return extra || !isFixedField(field) ? block.fieldMeta(field) : block.meta.fixed[toFixed(field)];
}

function toText(value: FieldValue | undefined): string | null {
  return value === undefined ? null : String(value);
}

/** Of what is only counted, as only the most frequent values are told. */
export const COUNTED_MAX: ValueBounds = { values: 250_000, length: 16 * 1024 * 1024 };

/** Of what is told as a whole, and therefore held several times on its way. */
export const TOLD_MAX: ValueBounds = { values: 100_000, length: 2 * 1024 * 1024 };
