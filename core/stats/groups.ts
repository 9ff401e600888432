import { parseFieldName } from "../query/field.ts";
import { type GroupKey, ROWS_MAX } from "../query/pipe.ts";
import type { StatsRows, Texts } from "./stats_rows.ts";

/** What the events of a group have in common, one for each key: a text, null = no such field, or the beginning of a bin. */
export type KeyValues = readonly (string | number | null)[];

/** Numbers the groups of events as they come, from 0 on. */
export class Groups {
  readonly #by: readonly GroupKey[];
  readonly #numbers = new Map<string, number>();
  readonly #keys: KeyValues[] = [];
  #length = 0;

  /** Without keys all events are one group, which is there also without any. */
  constructor(by: readonly GroupKey[]) {
    this.#by = by;
    if (by.length === 0) this.#numberOf([]);
  }

  /** Of each group, by its number. */
  get keys(): readonly KeyValues[] {
    return this.#keys;
  }

  /** Reads the keys; the function it returns gives the group of each row, -1 = it takes no part. */
  read(rows: StatsRows): () => Int32Array {
    const keys = this.#by.map((key) => readKey(rows, key));
    return () => this.#group(rows, keys.map((code) => code()));
  }

  #group({ count, selected }: StatsRows, keys: readonly Coded[]): Int32Array {
    const groups = new Int32Array(count);
    if (selected !== null) {
      for (let row = 0; row < count; row++) {
        groups[row] = selected[row]! - 1;
      }
    }
    let combined: Combined = { codes: groups, values: [[]] };
    for (const key of keys) combined = combine(combined, key);
    const numbers = combined.values.map((values) => this.#numberOf(values));
    const { codes } = combined;
    for (let row = 0; row < count; row++) {
      const code = codes[row]!;
      groups[row] = code < 0 ? -1 : numbers[code]!;
    }
    return groups;
  }

  /** Throws RangeError on more groups than a table has rows, or too much text in them. */
  #numberOf(values: KeyValues): number {
    const name = JSON.stringify(values);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#length += name.length;
    if (this.#keys.length >= ROWS_MAX) throw tooMany(`more than ${ROWS_MAX} groups`);
    if (this.#length > LENGTH_MAX) {
      throw tooMany(`more than ${LENGTH_MAX} characters in the groups`);
    }
    // Read back, as a text may be a part of a much longer one that it would keep in memory.
    this.#keys.push(JSON.parse(name));
    this.#numbers.set(name, this.#keys.length - 1);
    return this.#keys.length - 1;
  }
}

/** One key of some rows: `values[codes[row]]`. */
interface Coded {
  readonly values: KeyValues;
  readonly codes: ArrayLike<number> | null;
}

/** All keys so far: each combination that occurs once. */
interface Combined {
  readonly values: readonly KeyValues[];
  readonly codes: Int32Array;
}

/** Combinations are numbered anew for each key, so that there are never more of them than rows. */
function combine(before: Combined, key: Coded): Combined {
  const width = key.values.length;
  const codes = new Int32Array(before.codes.length);
  const values: KeyValues[] = [];
  const known = createTable(before.values.length * width);
  for (let row = 0; row < codes.length; row++) {
    const old = before.codes[row]!;
    const own = key.codes === null ? 0 : key.codes[row]!;
    const pair = old * width + own;
    codes[row] = old < 0 ? -1 : known.get(pair) ??
      known.set(pair, values.push([...before.values[old]!, key.values[own]!]) - 1);
  }
  return { values, codes };
}

/** Numbers by numbers below `end`. */
interface Table {
  get(index: number): number | undefined;
  set(index: number, value: number): number;
}

/** Large ones are mostly empty. */
function createTable(end: number): Table {
  if (end > TABLE_MAX) {
    const map = new Map<number, number>();
    return {
      get: (index) => map.get(index),
      set: (index, value) => (map.set(index, value), value),
    };
  }
  const table = new Array<number | undefined>(end);
  return { get: (index) => table[index], set: (index, value) => table[index] = value };
}

function readKey(rows: StatsRows, key: GroupKey): () => Coded {
  if (key.kind === "bin") {
    const times = rows.times();
    const { intervalMs } = key;
    return () => code(rows.count, (row) => Math.floor(times[row]! / intervalMs) * intervalMs);
  }
  const texts: Texts = rows.texts(parseFieldName(key.field));
  if (texts.kind === "coded") return () => texts;
  return () => code(rows.count, texts.textOf);
}

function code<T extends string | number | null>(count: number, valueOf: (row: number) => T): Coded {
  const codes = new Int32Array(count);
  const known = new Map<T, number>();
  let last: T | undefined;
  let code = -1;
  for (let row = 0; row < count; row++) {
    const value = valueOf(row);
    if (value !== last || code < 0) {
      code = known.get(value) ?? -1;
      if (code < 0) known.set(value, code = known.size);
      last = value;
    }
    codes[row] = code;
  }
  return { values: [...known.keys()], codes };
}

function tooMany(what: string): RangeError {
  return new RangeError(
    `Cannot make the table: there are ${what}; narrow the query, or group by less`,
  );
}

/** UTF-16 code units of all keys together, as JSON. */
const LENGTH_MAX = 2 * 1024 * 1024;

/** A block's rows reach few of more. */
const TABLE_MAX = 65_536;
