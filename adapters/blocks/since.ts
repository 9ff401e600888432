import type { LogEvent } from "../../core/event.ts";
import type { Snapshot } from "./mirror.ts";

/** What one reading of `since` gives, and the arrival number to go on with. */
export interface Arrivals {
  /** In order of arrival. */
  readonly events: LogEvent[];
  /** One more than the last number read or found missing. */
  readonly next: number;
}

/** Up to `limit` events from arrival number `from` on, in order; may be fewer than there are. */
export function readArrivals(snapshot: Snapshot, from: number, limit: number): Arrivals {
  const { blocks, file, head } = snapshot;
  for (let i = findBlock(snapshot, from); i < blocks.length; i++) {
    const info = blocks[i]!;
    const first = Math.max(0, from - info.firstArrival);
    const count = Math.min(info.count - first, limit);
    const rows = Array.from({ length: count }, (_, k) => first + k);
    const events = file.read(info, (block) => block.events(rows));
    if (events !== null) return { events, next: info.firstArrival + first + count };
  }
  const events: LogEvent[] = [];
  let next = Math.max(from, blocks.length === 0 ? 0 : endOf(blocks.at(-1)!));
  for (const part of head) {
    const first = Math.max(0, next - part.firstArrival);
    const some = part.events.slice(first, first + limit - events.length);
    if (some.length === 0) continue;
    for (const event of some) events.push(event);
    next = part.firstArrival + first + some.length;
    if (events.length === limit) break;
  }
  return { events, next };
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
function findBlock({ blocks }: Snapshot, arrival: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (endOf(blocks[middle]!) <= arrival) low = middle + 1;
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
