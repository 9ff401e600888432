/** How many functions make a server hold something of each group: its texts' hashes, or its numbers. */
export interface Held {
  /** Counts of different values. */
  readonly texts: number;
  /** Percentiles. */
  readonly numbers: number;
}

/** How many groups the first page has: of none of them is known how many numbers it has. */
export function firstSize({ texts, numbers }: Held): number {
  return Math.min(Math.ceil(FIRST_SIZE / numbers), toSizeMax(texts)); // By 0 it is infinite.
}

/** How many groups a page has after one of these groups and events, so that its numbers should have room. */
export function nextSize(
  { texts, numbers }: Held,
  page: { readonly groups: number; readonly events: number },
): number {
  const fitting = Math.floor(NUMBERS_MAX / numbers / (page.events / page.groups));
  return Math.min(Math.max(1, fitting), GROWTH * page.groups, toSizeMax(texts));
}

function toSizeMax(texts: number): number {
  return Math.min(Math.floor(TEXT_COUNTERS_MAX / texts), PAGE_MAX);
}

/** Groups in one answer. */
const PAGE_MAX = 10_000;

/** Up to 500 KiB each, in each shard. */
const FIRST_SIZE = 32;

/** Some 12 bytes each. */
const NUMBERS_MAX = 2_000_000;

/** The next groups may have more numbers. */
const GROWTH = 8;

/** 16 KiB each, however few texts there are, and as much again while they grow. */
const TEXT_COUNTERS_MAX = 1000;
