import type { FieldValue } from "../../core/event.ts";
import { type FieldName, isFixedField } from "../../core/query/field.ts";
import type { Block } from "./block.ts";
import type { Column, ColumnMeta } from "./column.ts";
import { toFixed } from "./evaluate.ts";
import { parseFields } from "./fields.ts";
import type { Rows } from "./rows.ts";
import { fromTagged } from "./tagged.ts";

/** How often each text occurs; refuses more different ones than fit in memory. */
export class ValueCounts {
  /** By text. */
  readonly counts: Map<string, number> = new Map();

  /** Adds `count` occurrences. Throws RangeError on too many different texts. */
  add(text: string, count = 1): void {
    const known = this.counts.get(text);
    if (known === undefined && this.counts.size >= VALUES_MAX) {
      throw new RangeError(
        `Cannot count values: there are more than ${VALUES_MAX} different ones; narrow the query`,
      );
    }
    this.counts.set(text, (known ?? 0) + count);
  }
}

/** Counts a field's values in all rows of a block; from the meta where it lists them. */
export function countAllValues(block: Block, field: FieldName, into: ValueCounts): void {
  const meta = toFieldMeta(block, field);
  if (meta?.kind === "dictionary" && meta.entries !== null) {
    const { values, counts } = meta.entries;
    addEntries(values.map(fromTagged), counts, into);
  } else countValues(block, { field, rows: "all" }, into);
}

/** Counts a field's values in these rows. */
export function countValues(
  block: Block,
  { field, rows }: { readonly field: FieldName; readonly rows: Rows },
  into: ValueCounts,
): void {
  if (rows === "none") return;
  const column = toFieldColumn(block, field);
  if (column?.kind === "dictionary") {
    const counts = new Uint32Array(column.values.length);
    const { codes } = column;
    for (let row = 0; row < block.count; row++) {
      if (rows === "all" || rows[row] === 1) counts[codes === null ? 0 : codes[row]!]!++;
    }
    addEntries(column.values, counts, into);
    return;
  }
  const textOf = toTexts(block, field);
  for (let row = 0; row < block.count; row++) {
    if (rows !== "all" && rows[row] === 0) continue;
    const text = textOf(row);
    if (text !== null) into.add(text);
  }
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
  const overflow = block.overflow();
  if (overflow === null) return () => null;
  return (row) => {
    const text = overflow.cell(row);
    if (text === undefined) return null;
    return toText(parseFields(text as string).find(([name]) => name === field.field)?.[1]);
  };
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

function toFieldColumn(block: Block, { field, extra }: FieldName): Column | null {
  return extra || !isFixedField(field) ? block.field(field) : block.fixed(toFixed(field));
}

function toFieldMeta(block: Block, { field, extra }: FieldName): ColumnMeta | null {
  return extra || !isFixedField(field) ? block.fieldMeta(field) : block.meta.fixed[toFixed(field)];
}

function toText(value: FieldValue | undefined): string | null {
  return value === undefined ? null : String(value);
}

const VALUES_MAX = 1_000_000;
