import {
  FIELDS_SEARCHED_MAX,
  type FieldValue,
  type LogEvent,
  VALUE_SEARCHED_MAX,
} from "../../core/event.ts";
import { fromTagged, toTagged } from "./tagged.ts";

/** The values of one field that are searched: `values[i]` stands in row `rows[i]`. */
export interface FieldCells {
  /** As in the events. */
  readonly name: string;
  /** Ascending. */
  readonly rows: number[];
  /** As many as there are rows. */
  readonly values: FieldValue[];
}

/** All fields of a block's events; every value is in exactly one of the three. */
export interface GatheredFields {
  /** At most {@linkcode FIELD_COLUMNS_MAX}. */
  readonly columns: readonly FieldCells[];
  /** Searched values of further names: a row's text is made by `printFields`. Null = none. */
  readonly overflow: readonly (string | undefined)[] | null;
  /** Values that are only shown: too long, or after an event's first 256. Null = none. */
  readonly unsearched: readonly (string | undefined)[] | null;
}

/** A block gives so many field names a column of their own; further ones share one. */
export const FIELD_COLUMNS_MAX = 900;

/** Sorts the events' fields by name. Events tend to have the same names in the same order. */
export function gatherFields(events: readonly LogEvent[]): GatheredFields {
  const columns: FieldCells[] = [];
  const byName = new Map<string, FieldCells>();
  const overflow = new RowTexts(events.length);
  const unsearched = new RowTexts(events.length);
  for (let row = 0; row < events.length; row++) {
    const fields = events[row]!.fields;
    if (fields === null) continue;
    let index = 0;
    for (const name in fields) {
      const value = fields[name]!;
      if (index >= FIELDS_SEARCHED_MAX || isLong(value)) unsearched.add(row, name, value);
      else {
        let cells = columns[index];
        if (cells?.name !== name) cells = byName.get(name) ?? addColumn(name, columns, byName);
        if (cells === undefined) overflow.add(row, name, value);
        else {
          cells.rows.push(row);
          cells.values.push(value);
        }
      }
      index++;
    }
    if (index === 0) overflow.touch(row);
  }
  return { columns, overflow: overflow.texts(), unsearched: unsearched.texts() };
}

/** Fields as one text; order and types are kept. */
export function printFields(pairs: readonly (readonly [string, FieldValue])[]): string {
  return JSON.stringify(pairs.map(([name, value]) => [name, toTagged(value)]));
}

/** What a text of `printFields` has somewhere when a field has this name, and may have without. */
export function printName(name: string): string {
  return JSON.stringify(name);
}

/** Undoes {@linkcode printFields}. */
export function parseFields(text: string): [string, FieldValue][] {
  const pairs: [string, string][] = JSON.parse(text);
  return pairs.map(([name, tagged]) => [name, fromTagged(tagged)!]);
}

/** Adds a field to an object under construction, also one named `__proto__`. */
export function setField(
  fields: Record<string, FieldValue>,
  name: string,
  value: FieldValue,
): void {
  if (name !== "__proto__") fields[name] = value;
  else {
    Object.defineProperty(fields, name, {
      value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
  }
}

/** The values of a column with one place a row. */
export function toDense(cells: FieldCells, count: number): readonly (FieldValue | undefined)[] {
  if (cells.rows.length === count) return cells.values;
  const dense = new Array<FieldValue | undefined>(count).fill(undefined);
  for (let i = 0; i < cells.rows.length; i++) dense[cells.rows[i]!] = cells.values[i];
  return dense;
}

function addColumn(
  name: string,
  columns: FieldCells[],
  byName: Map<string, FieldCells>,
): FieldCells | undefined {
  if (columns.length >= FIELD_COLUMNS_MAX) return undefined;
  const cells = { name, rows: [], values: [] };
  columns.push(cells);
  byName.set(name, cells);
  return cells;
}

function isLong(value: FieldValue): boolean {
  return typeof value === "string" && value.length > VALUE_SEARCHED_MAX;
}

/** Fields that share a column: a list of pairs for each row that has some. */
class RowTexts {
  readonly #rows = new Map<number, [string, FieldValue][]>();
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
  }

  add(row: number, name: string, value: FieldValue): void {
    this.touch(row).push([name, value]);
  }

  /** An empty list says: has fields, but none. */
  touch(row: number): [string, FieldValue][] {
    let pairs = this.#rows.get(row);
    if (pairs === undefined) this.#rows.set(row, pairs = []);
    return pairs;
  }

  texts(): (string | undefined)[] | null {
    if (this.#rows.size === 0) return null;
    const texts = new Array<string | undefined>(this.#count).fill(undefined);
    for (const [row, pairs] of this.#rows) texts[row] = printFields(pairs);
    return texts;
  }
}
