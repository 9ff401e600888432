import type { BlockMeta, FixedColumn, MinuteCounts, OriginRange } from "./block_meta.ts";
import type { ColumnMeta } from "./column.ts";

/** Makes one meta of those of several blocks. */
export class MetaSum {
  readonly #fixed = new Map<string, ColumnSum>();
  readonly #fields = new Map<string, ColumnSum>();
  #minutes: Map<number, number[]> | null = new Map();
  /** Whether what is known of fields holds for all blocks, and whether there are no others. */
  #knowsFields = true;
  #allFields = true;
  #count = 0;
  /** Lowest and highest position of each; null = too many, or some block does not say. */
  #origins: Map<string, [min: number, max: number]> | null = new Map();
  readonly #room: Room = { left: ALL_LENGTH_MAX };

  /** Adds that of a block of `count` events. */
  add(count: number, { fixed, fields, minutes, overflow, origins }: BlockMeta): void {
    for (const [name, meta] of Object.entries(fixed)) {
      this.#sumOf(this.#fixed, name).add(meta, count);
    }
    for (const [name, meta] of fields) {
      if (this.#fields.size >= FIELDS_MAX && !this.#fields.has(name)) this.#allFields = false;
      else this.#sumOf(this.#fields, name).add(meta, count);
    }
    // A field that has a column elsewhere may be among those that have none here.
    if (overflow !== null) this.#knowsFields = this.#allFields = false;
    if (minutes === null) this.#minutes = null;
    for (const counts of minutes ?? []) this.#addMinute(counts);
    if (origins === null) this.#origins = null;
    for (const range of origins ?? []) this.#addOrigin(range);
    this.#count += count;
  }

  /** What is not known is as of texts, which a meta says nothing of. */
  result(): BlockMeta {
    const fixed = [...this.#fixed].map(([name, sum]) => [name, sum.result(this.#count)]);
    const fields = this.#knowsFields ? [...this.#fields] : [];
    return {
      fixed: Object.fromEntries(fixed) as Record<FixedColumn, ColumnMeta>,
      fields: fields.map(([name, sum]) => [name, sum.result(this.#count)]),
      overflow: this.#allFields ? null : UNKNOWN,
      unsearched: null,
      origins: this.#origins && [...this.#origins].map(([origin, range]) => [origin, ...range]),
      minutes: this.#minutes && [...this.#minutes.values()],
    };
  }

  #sumOf(sums: Map<string, ColumnSum>, name: string): ColumnSum {
    let sum = sums.get(name);
    if (sum === undefined) sums.set(name, sum = new ColumnSum(this.#room));
    return sum;
  }

  #addOrigin([origin, min, max]: OriginRange): void {
    const origins = this.#origins;
    const range = origins?.get(origin);
    if (range !== undefined) {
      range[0] = Math.min(range[0], min);
      range[1] = Math.max(range[1], max);
    } else if (origins !== null && origins.size >= ORIGINS_MAX) this.#origins = null;
    else origins?.set(origin, [min, max]);
  }

  #addMinute(counts: MinuteCounts): void {
    const minutes = this.#minutes;
    if (minutes === null) return;
    const sum = minutes.get(counts[0]!);
    if (sum !== undefined) { for (let i = 1; i < counts.length; i++) sum[i]! += counts[i]!; }
    else if (minutes.size >= MINUTES_MAX) this.#minutes = null;
    else minutes.set(counts[0]!, [...counts]);
  }
}

/** For the values of all columns. */
interface Room {
  /** Characters; below 0 = some column has to go. */
  left: number;
}

/** One column in several blocks: how often each value occurs, or the range of its numbers. */
class ColumnSum {
  /** By tagged value; null = some block does not say. */
  #counts: Map<string, number> | null = new Map();
  #numbers: { min: number; max: number; present: number } | null = {
    min: Infinity,
    max: -Infinity,
    present: 0,
  };
  /** Of the values, in characters. */
  #length = 0;
  #rows = 0;
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  add(meta: ColumnMeta, count: number): void {
    this.#rows += count;
    if (meta.kind === "numbers" && this.#numbers !== null) {
      const { min, max, present } = this.#numbers;
      this.#numbers = {
        min: Math.min(min, meta.min),
        max: Math.max(max, meta.max),
        present: present + meta.present,
      };
    } else this.#numbers = null;
    const entries = meta.kind === "dictionary" ? meta.entries : null;
    if (entries === null) this.#forget();
    entries?.values.forEach((value, i) => this.#addValue(value, entries.counts[i]!));
  }

  /** Of `count` events in all; those of blocks without the column have no value. */
  result(count: number): ColumnMeta {
    if (this.#numbers !== null) return { kind: "numbers", width: 8, ...this.#numbers };
    if (count > this.#rows) this.#addValue("", count - this.#rows);
    const counts = this.#counts;
    if (counts === null) return UNKNOWN;
    const entries = { values: [...counts.keys()], counts: [...counts.values()] };
    return { kind: "dictionary", width: 2, entries };
  }

  #addValue(value: string, count: number): void {
    const counts = this.#counts;
    if (counts === null) return;
    const before = counts.get(value);
    counts.set(value, (before ?? 0) + count);
    if (before === undefined) {
      this.#length += value.length;
      this.#room.left -= value.length;
    }
    const isOver = counts.size > VALUES_MAX || this.#length > LENGTH_MAX || this.#room.left < 0;
    if (isOver) this.#forget();
  }

  #forget(): void {
    this.#counts = null;
    this.#room.left += this.#length;
    this.#length = 0;
  }
}

/** Texts, of which nobody says how many there are. */
const UNKNOWN: ColumnMeta = { kind: "strings", ascii: false, lengthsBytes: 0, present: -1 };

/** A column with more values, or longer ones, is not summed: a summary is kept in memory. */
const VALUES_MAX = 256;
const LENGTH_MAX = 16_384;
/** Of all columns together; those that were there first stay. */
const ALL_LENGTH_MAX = 256 * 1024;
const FIELDS_MAX = 256;
const ORIGINS_MAX = 1024;
const MINUTES_MAX = 16_384;
