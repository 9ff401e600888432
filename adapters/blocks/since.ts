import type { LogEvent } from "../../core/event.ts";
import type { Query } from "../../core/query/ast.ts";
import { printQuery } from "../../core/query/print_query.ts";
import type { Blocks } from "./block_list.ts";
import { findMatches } from "./select.ts";
import type { Snapshot } from "./mirror.ts";
import { isMet, toNeed } from "./needed_words.ts";
import { toOwnEvent } from "./own_event.ts";
import type { Rows } from "./rows.ts";

/** What one reading of `since` gives, and the arrival number to go on with. */
export interface Arrivals {
  /** In order of arrival, those that match. */
  readonly events: LogEvent[];
  /** How many match; as many as are given, unless none was to be. */
  readonly matched: number;
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
  const need = toNeed(query);
  let next = from;
  for (let i = findBlock(blocks, from); i < blocks.length; i++) {
    const info = blocks.at(i)!;
    const first = Math.max(0, from - info.firstArrival);
    next = info.firstArrival + info.count;
    // What is not sealed yet is in memory, and has no filter.
    const mayMatch = info.block !== undefined || isMet(need, (hash) => {
      return file.filters.mayHave(info.id, hash);
    });
    const found = isNothing(query) || !mayMatch ? NOTHING : file.read(info, (block) => {
      const found = findMatches(block, info, { query, matches, signal });
      const within = { first, end: info.count };
      if (limit === 0) return { ...NOTHING, matched: countWithin(found, within) };
      const rows = toFirst(found, { ...within, limit });
      // Copies: who waits for an event, and then keeps it, is not to keep all columns of its block.
      const events = rows.length === 0 ? [] : block.events(rows).map(toOwnEvent);
      return { events, rows, matched: rows.length };
    });
    if (found === null) continue;
    const { events, rows, matched } = found;
    if (limit > 0 && rows.length === limit) next = info.firstArrival + rows.at(-1)! + 1;
    const passed = next - info.firstArrival - first;
    const isEnd = next === info.firstArrival + info.count && i === blocks.length - 1;
    const numbers = rows.map((row) => info.firstArrival + row);
    return { events, matched, numbers, passed, next, isEnd };
  }
  return { events: [], matched: 0, numbers: [], passed: 0, next, isEnd: true };
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

function countWithin(
  rows: Rows,
  { first, end }: { readonly first: number; readonly end: number },
): number {
  if (rows === "none") return 0;
  if (rows === "all") return end - first;
  let count = 0;
  for (let row = first; row < end; row++) count += rows[row]!;
  return count;
}

const NOTHING: { readonly events: LogEvent[]; readonly rows: number[]; readonly matched: number } =
  {
    events: [],
    rows: [],
    matched: 0,
  };

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
