import type { LogEvent } from "../../core/event.ts";
import type { Query } from "../../core/query/ast.ts";
import { printQuery } from "../../core/query/print_query.ts";
import type { Blocks } from "./block_list.ts";
import { findMatches } from "./select.ts";
import type { Snapshot } from "./mirror.ts";
import type { Rows } from "./rows.ts";

/** What one reading of `since` gives, and the arrival number to go on with. */
export interface Arrivals {
  /** In order of arrival, those that match. */
  readonly events: LogEvent[];
  /** The arrival number of each of them. */
  readonly numbers: readonly number[];
  /** How many were passed over or given. */
  readonly passed: number;
  /** One more than the last number read or found missing. */
  readonly next: number;
  /** Whether nothing has it or a later number. */
  readonly isEnd: boolean;
}

/** What to read of what arrived. */
export interface ArrivalsWanted {
  /** At most so many events. */
  readonly limit: number;
  /** Which they are. */
  readonly query: Query;
  /** See `heeding`. */
  readonly signal: AbortSignal | undefined;
}

/** What matches of the next block that has arrival number `from` or later. */
export function readArrivals(
  { blocks, file }: Snapshot,
  from: number,
  wanted: ArrivalsWanted,
): Arrivals {
  const { limit, query, signal } = wanted;
  const matches = file.matches.of(printQuery(query));
  let next = from;
  for (let i = findBlock(blocks, from); i < blocks.length; i++) {
    const info = blocks.at(i)!;
    const first = Math.max(0, from - info.firstArrival);
    next = info.firstArrival + info.count;
    const found = isNothing(query) ? NOTHING : file.read(info, (block) => {
      const found = findMatches(block, info, { query, matches, signal });
      const rows = toFirst(found, { first, end: info.count, limit });
      return { events: rows.length === 0 ? [] : block.events(rows), rows };
    });
    if (found === null) continue;
    const { events, rows } = found;
    if (rows.length === limit) next = info.firstArrival + rows.at(-1)! + 1;
    const passed = next - info.firstArrival - first;
    const isEnd = next === info.firstArrival + info.count && i === blocks.length - 1;
    const numbers = rows.map((row) => info.firstArrival + row);
    return { events, numbers, passed, next, isEnd };
  }
  return { events: [], numbers: [], passed: 0, next, isEnd: true };
}

/** The first `limit` rows within [first, end). */
function toFirst(
  rows: Rows,
  { first, end, limit }: { readonly first: number; readonly end: number; readonly limit: number },
): number[] {
  if (rows === "none") return [];
  const found: number[] = [];
  for (let row = first; row < end && found.length < limit; row++) {
    if (rows === "all" || rows[row] === 1) found.push(row);
  }
  return found;
}

const NOTHING = { events: [], rows: [] };

/** Such a query reads nothing: whoever asks it only wants to know how much arrives. */
export function isNothing(query: Query): boolean {
  return query.kind === "not" && query.part.kind === "all";
}

/** A cursor of `since`: the store's epoch and an arrival number. */
export function printArrival(epoch: string, arrival: number): string {
  return `${epoch}.${arrival}`;
}

/**
 * Reads what {@linkcode printArrival} wrote. A cursor made before there was a store begins with the
 * first event. Throws RangeError on any other text, and on one of another store.
 */
export function parseArrival(cursor: string, snapshot: Snapshot | null): number {
  const parts = CURSOR.exec(cursor);
  if (parts === null) throw new RangeError(toSentence(cursor, "it is not a cursor of this store"));
  const [, epoch, digits] = parts as unknown as [string, string, string];
  const arrival = Number(digits);
  if (epoch === NO_EPOCH) return 0;
  if (snapshot === null || epoch !== snapshot.meta.epoch) {
    throw new RangeError(toSentence(cursor, "the store was made anew since; begin from the start"));
  }
  if (arrival <= snapshot.meta.arrivals) return arrival;
  throw new RangeError(
    toSentence(cursor, `only ${snapshot.meta.arrivals} events have arrived; begin from the end`),
  );
}

/** The epoch in cursors made before there was a store. */
export const NO_EPOCH = "0000000000000000";

/** Index of the first block that has the arrival number or a later one. */
function findBlock(blocks: Blocks, arrival: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(blocks.at(middle)!) <= arrival) low = middle + 1;
    else high = middle;
  }
  return low;
}

function endOf({ firstArrival, count }: { firstArrival: number; count: number }): number {
  return firstArrival + count;
}

function toSentence(cursor: string, why: string): string {
  return `Cannot read on after "${cursor.slice(0, 100)}": ${why}`;
}

const CURSOR = /^([0-9a-f]{16})\.(\d{1,16})$/;
