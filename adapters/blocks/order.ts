/** By what a search orders events. */
export interface SortKey {
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  /** 15 hex digits. */
  readonly origin: string;
  /** In the source. */
  readonly position: number;
}

/** Which end of time comes first. */
export type Order = "newest" | "oldest";

/** Negative when `a` comes before `b`. */
export type Compare = (a: SortKey, b: SortKey) => number;

/** Orders by (timestampMs, origin, position), ascending or descending. */
export function toCompare(order: Order): Compare {
  return order === "oldest" ? compareKeys : (a, b) => compareKeys(b, a);
}

function compareKeys(a: SortKey, b: SortKey): number {
  if (a.timestampMs !== b.timestampMs) return a.timestampMs - b.timestampMs;
  if (a.origin !== b.origin) return a.origin < b.origin ? -1 : 1;
  return a.position - b.position;
}
