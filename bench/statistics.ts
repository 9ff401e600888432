/** The middle of some numbers (of two middles the mean); NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = toSorted(values);
  const middle = sorted.length / 2;
  if (sorted.length % 2 === 1) return sorted[Math.floor(middle)]!;
  return sorted.length === 0 ? NaN : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** The smallest of the values that `share` (0 … 1) of them do not exceed (nearest rank); NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = toSorted(values);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Rounds to so many significant digits, so that no figure looks more exact than it is. */
export function toSignificant(value: number, digits = 3): number {
  return Number.isFinite(value) ? Number(value.toPrecision(digits)) : value;
}

function toSorted(values: readonly number[]): number[] {
  return [...values].sort((a, b) => a - b);
}
