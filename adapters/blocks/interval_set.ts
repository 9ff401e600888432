/** An interval [from, to) of whole numbers. */
export interface Interval {
  /** The first number in it. */
  readonly from: number;
  /** The first number behind it. */
  readonly to: number;
}

/**
 * Whole numbers as sorted intervals that neither overlap nor touch. Adding at the end, as a source
 * that is read on does, takes constant time.
 */
export class IntervalSet {
  readonly #froms: number[] = [];
  readonly #tos: number[] = [];
  #changedFrom = Infinity;
  #changedTo = -Infinity;

  /** Takes intervals in order, as {@linkcode intervals} gave them. */
  constructor(intervals: Iterable<Interval> = []) {
    for (const { from, to } of intervals) {
      this.#froms.push(from);
      this.#tos.push(to);
    }
  }

  /** How many intervals there are. */
  get size(): number {
    return this.#froms.length;
  }

  /** Whether the number lies in an interval. */
  has(value: number): boolean {
    const index = this.#findLast(value);
    return index >= 0 && value < this.#tos[index]!;
  }

  /** Adds [from, to), merged with what it overlaps or touches. An empty interval changes nothing. */
  add(from: number, to: number): void {
    if (from >= to) return;
    let first = this.#findLast(from);
    if (first < 0 || this.#tos[first]! < from) first++;
    let end = first;
    let low = from;
    let high = to;
    while (end < this.#froms.length && this.#froms[end]! <= to) {
      low = Math.min(low, this.#froms[end]!);
      high = Math.max(high, this.#tos[end]!);
      end++;
    }
    this.#changedFrom = Math.min(this.#changedFrom, low);
    this.#changedTo = Math.max(this.#changedTo, high);
    this.#replace(first, end, { from: low, to: high });
  }

  /** All intervals in order. */
  intervals(): Interval[] {
    return this.#froms.map((from, i) => ({ from, to: this.#tos[i]! }));
  }

  /**
   * What differs since the last call: intervals that began in [from, to] are to be replaced by
   * `intervals`. Null = nothing.
   */
  takeChange(): (Interval & { readonly intervals: Interval[] }) | null {
    const from = this.#changedFrom;
    const to = this.#changedTo;
    if (from > to) return null;
    this.#changedFrom = Infinity;
    this.#changedTo = -Infinity;
    const intervals: Interval[] = [];
    for (let i = Math.max(0, this.#findLast(from)); i < this.#froms.length; i++) {
      const start = this.#froms[i]!;
      if (start > to) break;
      if (start >= from) intervals.push({ from: start, to: this.#tos[i]! });
    }
    return { from, to, intervals };
  }

  #replace(first: number, end: number, { from, to }: Interval): void {
    if (end === first + 1) {
      this.#froms[first] = from;
      this.#tos[first] = to;
    } else if (first === this.#froms.length) {
      this.#froms.push(from);
      this.#tos.push(to);
    } else {
      this.#froms.splice(first, end - first, from);
      this.#tos.splice(first, end - first, to);
    }
  }

  /** Index of the last interval that begins at or before `value`; -1 = none does. */
  #findLast(value: number): number {
    let high = this.#froms.length - 1;
    if (high < 0 || this.#froms[high]! <= value) return high;
    let low = -1;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#froms[middle]! <= value) low = middle;
      else high = middle;
    }
    return low;
  }
}
