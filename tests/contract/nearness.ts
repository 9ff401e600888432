/** How near what a store estimates is to what it estimates. */
export interface Nearness {
  /** A percentile of `count` numbers lies between those that are so many ranks away from it … */
  readonly ranks: (count: number, percent: number) => number;
  /** … or is nearer to 0 by this share of itself. */
  readonly share: (count: number) => number;
  /** A number of different values is wrong by at most so many. */
  readonly distinct: (count: number) => number;
}

/** Nothing is estimated. */
export const EXACT: Nearness = { ranks: () => 0, share: () => 0, distinct: () => 0 };

/** The embedded store; of different values five standard errors. */
export const NEAR_EMBEDDED: Nearness = {
  ranks: () => 0,
  share: (count) => count <= 256 ? 0 : 0.002,
  distinct: (count) => count <= 4096 ? 0 : 0.08 * count,
};

/** Elasticsearch; what lies between two numbers is told as something between them; of different values five standard errors. */
export const NEAR_ELASTIC: Nearness = {
  ranks: (count, percent) => 1 + (count <= 40_000 ? 0 : toMiddle(percent) * 0.01 * count),
  share: () => 0,
  distinct: (count) => count <= 3000 ? 1 + 0.001 * count : 0.04 * count,
};

/** 1 in the middle, 0 at both ends. */
function toMiddle(percent: number): number {
  return 4 * (percent / 100) * (1 - percent / 100);
}
