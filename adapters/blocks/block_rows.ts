import type { FieldValue } from "../../core/event.ts";
import { type FieldName, isTimestamp } from "../../core/query/field.ts";
import { toNumber } from "../../core/query/to_number.ts";
import type { StatsRows, Texts } from "../../core/stats/stats_rows.ts";
import type { Block } from "./block.ts";
import { toFieldColumn, toTexts } from "./count_values.ts";
import { toOverflowValues } from "./overflow_values.ts";
import type { Rows } from "./rows.ts";

/** Rows of a block, for `StatsCounter`. */
export function toBlockRows(block: Block, rows: Exclude<Rows, "none">): StatsRows {
  const numbers = new Map<string, Float64Array>();
  return {
    count: block.count,
    selected: rows === "all" ? null : rows,
    times: () => block.times(),
    numbers: (field) => {
      if (isTimestamp(field)) return block.times();
      const known = numbers.get(field.field) ?? readNumbers(block, field.field);
      numbers.set(field.field, known);
      return known;
    },
    texts: (field) => readTexts(block, field),
  };
}

function readNumbers(block: Block, name: string): Float64Array {
  const column = block.field(name);
  if (column?.kind === "numbers") {
    const { values, present } = column;
    return present === null ? values : values.map((value, row) => present[row] === 1 ? value : NaN);
  }
  const toOne = (value: FieldValue | undefined) => value === undefined ? NaN : toNumber(value);
  const numbers = new Float64Array(block.count);
  if (column?.kind === "dictionary") {
    const { codes } = column;
    const known = Float64Array.from(column.values, toOne);
    for (let row = 0; row < numbers.length; row++) {
      numbers[row] = known[codes === null ? 0 : codes[row]!]!;
    }
    return numbers;
  }
  const valueOf = column === null
    ? toOverflowValues(block, name)
    : (row: number) => column.cell(row);
  for (let row = 0; row < numbers.length; row++) numbers[row] = toOne(valueOf(row));
  return numbers;
}

function readTexts(block: Block, field: FieldName): Texts {
  const column = toFieldColumn(block, field);
  if (column?.kind !== "dictionary") return { kind: "plain", textOf: toTexts(block, field) };
  const values = column.values.map((value) => value === undefined ? null : String(value));
  return { kind: "coded", values, codes: column.codes };
}
