import { type FieldName, parseCountedField } from "../query/field.ts";
import type { GroupKey } from "../query/pipe.ts";
import { GroupRoom } from "./group_room.ts";
import type { StatsRows, Texts } from "./stats_rows.ts";

/** What the events of a group have in common, one for each key: a text, null = no such field, or the beginning of a bin. */
export type KeyValues = readonly (string | number | null)[];

/** Numbers the groups of events as they come, from 0 on. */
export class Groups {
  readonly #by: readonly ReadKey[];
  readonly #room = new GroupRoom();
  readonly #numbers = new Map<string, number>();
  readonly #keys: KeyValues[] = [];

  /**
   * Without keys all events are one group, which is there also without any. Throws RangeError on a field that
   * values can't be counted of.
   */
  constructor(by: readonly GroupKey[]) {
    this.#by = by.map(toReadKey);
    if (by.length === 0) this.#numberOf([]);
  }

  /** Of each group, by its number. */
  get keys(): readonly KeyValues[] {
    return this.#keys;
  }

  /** Reads the keys; the function it returns gives the group of each row, -1 = it takes no part. */
  read(rows: StatsRows): () => Int32Array {
    const keys = this.#by.map((read) => read(rows));
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

  #numberOf(values: KeyValues): number {
    const [first] = values;
    const isText = values.length === 1 && typeof first === "string"; // Most are: written the quick way.
    const name = isText ? `"${first}` : JSON.stringify(values);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#room.take(name);
    // Read back, as a text may be a part of a much longer one that it would keep in memory.
    this.#keys.push(JSON.parse(isText ? JSON.stringify(values) : name));
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

/** Reads one key of some rows; the function it returns codes it, and reads nothing more. */
type ReadKey = (rows: StatsRows) => () => Coded;

function toReadKey(key: GroupKey): ReadKey {
  if (key.kind === "bin") return (rows) => readBins(rows, key.intervalMs);
  const field = parseCountedField(key.field);
  return (rows) => readTexts(rows, field);
}

function readBins(rows: StatsRows, intervalMs: number): () => Coded {
  const times = rows.times();
  return () => code(rows.count, (row) => Math.floor(times[row]! / intervalMs) * intervalMs);
}

function readTexts(rows: StatsRows, field: FieldName): () => Coded {
  const texts: Texts = rows.texts(field);
  return texts.kind === "coded" ? () => texts : () => code(rows.count, texts.textOf);
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

/** A block's rows reach few of more. */
const TABLE_MAX = 65_536;
