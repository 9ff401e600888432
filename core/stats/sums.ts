/** Sums of numbers, one a group, with what rounding lost kept beside them (A. Neumaier, 1974). */
export class Sums {
  #sums = new Float64Array(16);
  #lost = new Float64Array(16);

  /** Adds a finite number to the sum of a group. */
  add(group: number, value: number): void {
    if (group >= this.#sums.length) this.#grow(group);
    const sum = this.#sums[group]!;
    const next = sum + value;
    this.#lost[group]! += Math.abs(sum) >= Math.abs(value)
      ? sum - next + value
      : value - next + sum;
    this.#sums[group] = next;
  }

  /** The sum of a group; 0 where nothing was added; infinite where no number is so large. */
  of(group: number): number {
    const sum = this.#sums[group] ?? 0;
    return Number.isFinite(sum) ? sum + this.#lost[group]! : sum;
  }

  #grow(group: number): void {
    this.#sums = grown(this.#sums, group);
    this.#lost = grown(this.#lost, group);
  }
}

/** A copy with room for `index`, and as much again. */
export function grown(values: Float64Array, index: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(2 * (index + 1));
  larger.set(values);
  return larger;
}
