import { UnavailableError } from "../../core/errors.ts";
import type { LogEvent } from "../../core/event.ts";
import { hashQuery } from "../../core/query/hash_query.ts";
import { narrowTimes } from "../../core/query/narrow_times.ts";
import type { Page, SearchRequest } from "../../ports/log_store.ts";
import type { Block } from "./block.ts";
import type { BlockInfo } from "./block_file.ts";
import { FirstFew } from "./first_few.ts";
import type { Snapshot } from "./mirror.ts";
import { type Compare, type SortKey, toCompare } from "./order.ts";
import { toOwnText } from "./own_text.ts";
import { Pace } from "../../runtime/pace.ts";
import { type CursorScope, type PageCursor, parseCursor, printCursor } from "./page_cursor.ts";
import { countRows, type Rows } from "./rows.ts";
import {
  countFromMeta,
  isAll,
  isWithin,
  type Selection,
  selectRows,
  toSelection,
} from "./select.ts";
import { Sieve } from "./sieve.ts";
import { textLength } from "./text_length.ts";

/**
 * One page of a search, whose limit was checked: blocks that reach into the page are read, the others at
 * most counted.
 */
export async function search(snapshot: Snapshot, request: SearchRequest): Promise<Page> {
  for (let tries = 1;; tries++) {
    const page = await new Search(snapshot, request).page();
    // A block that turned out damaged or removed is known now: without it the page is whole.
    if (page !== null) return page;
    if (tries === TRIES_MAX) {
      throw new UnavailableError(
        `Cannot search: blocks were found damaged or removed in ${tries} tries; try again`,
      );
    }
  }
}

/** Throws RangeError on a limit that is not 0 … 10,000. */
export function checkLimit(limit: number): void {
  if (Number.isInteger(limit) && limit >= 0 && limit <= LIMIT_MAX) return;
  throw new RangeError(`Cannot search: a limit of ${limit} is not within 0 … ${LIMIT_MAX}`);
}

/** An event that may be on the page, and where its other columns are. */
type Hit = SortKey & { readonly info: BlockInfo; readonly row: number };

class Search {
  readonly #snapshot: Snapshot;
  readonly #request: SearchRequest;
  readonly #scope: CursorScope;
  readonly #cursor: PageCursor | null;
  readonly #selection: Selection;
  readonly #sieve: Sieve;
  readonly #compare: Compare;
  readonly #pace: Pace;
  readonly #few: FirstFew<Hit>;
  readonly #startMs = performance.now();
  #count = 0;
  #exact = true;

  constructor(snapshot: Snapshot, request: SearchRequest) {
    const { epoch, arrivals } = snapshot.meta;
    const { order, cursor, filter, limit, signal } = request;
    this.#snapshot = snapshot;
    this.#request = request;
    this.#scope = { epoch, order, queryHash: hashQuery(filter.query) };
    this.#cursor = cursor === null ? null : parseCursor(cursor, this.#scope);
    this.#selection = toSelection(
      snapshot.file,
      { ...narrowTimes(filter), signal },
      this.#cursor?.arrivalEnd ?? arrivals,
    );
    this.#sieve = new Sieve(snapshot.file, this.#selection);
    this.#compare = toCompare(order);
    this.#pace = new Pace(signal);
    // One more than asked for tells whether there is a next page.
    this.#few = new FirstFew<Hit>(limit === 0 ? 0 : limit + 1, this.#compare);
  }

  /** Null when an event of the page could not be read. */
  async page(): Promise<Page | null> {
    const blocks = this.#candidates();
    let next = 0;
    for (; next < blocks.length && this.#mayReach(blocks[next]!); next++) {
      const info = blocks[next]!;
      if (this.#sieve.passes(info)) this.#scan(info);
      if (this.#pace.isDue) await this.#pace.rest();
    }
    if (this.#cursor === null) await this.#countRest(blocks.slice(next));
    return this.#toPage();
  }

  /** In the order in which they may come into the page. */
  #candidates(): BlockInfo[] {
    const { order } = this.#request;
    const from = this.#cursor?.timestampMs ?? null;
    const found = this.#sieve.fitting(this.#snapshot.blocks).filter((info) =>
      from === null || (order === "newest" ? info.minMs <= from : info.maxMs >= from)
    );
    return order === "newest"
      ? found.sort((a, b) => b.maxMs - a.maxMs)
      : found.sort((a, b) => a.minMs - b.minMs);
  }

  #mayReach({ minMs, maxMs }: BlockInfo): boolean {
    const { order, limit } = this.#request;
    if (limit === 0) return false;
    const { last } = this.#few;
    if (last === null) return true;
    return order === "newest" ? maxMs >= last.timestampMs : minMs <= last.timestampMs;
  }

  #scan(info: BlockInfo): void {
    this.#count += this.#snapshot.file.read(info, (block) => {
      const rows = selectRows(block, info, this.#selection);
      if (rows !== "none") this.#offerRows(block, info, rows);
      return countRows(rows, info.count);
    }, this.#selection.tally) ?? 0;
  }

  /** From the side that is likelier on the page, so that the rest is told by its time alone. */
  #offerRows(block: Block, info: BlockInfo, rows: Rows): void {
    const newest = this.#request.order === "newest";
    const times = block.times();
    const origin = block.fixed("origin");
    const { positions } = block.places();
    const { count } = block;
    let bound = this.#few.last?.timestampMs ?? (newest ? -Infinity : Infinity);
    for (let i = 0; i < count; i++) {
      const row = newest ? count - 1 - i : i;
      if (rows !== "all" && (rows as Uint8Array)[row] === 0) continue;
      const timestampMs = times[row]!;
      if (newest ? timestampMs < bound : timestampMs > bound) continue;
      const own = toOwnText(origin.cell(row) as string); // Or a hit would keep the whole column.
      this.#offer({ timestampMs, origin: own, position: positions[row]!, info, row });
      bound = this.#few.last?.timestampMs ?? bound;
    }
  }

  #offer(hit: Hit): void {
    if (this.#cursor === null || this.#compare(hit, this.#cursor) > 0) this.#few.offer(hit);
  }

  /** Adds what can be counted without reading columns, as long as that answers. */
  async #countRest(blocks: readonly BlockInfo[]): Promise<void> {
    const { file } = this.#snapshot;
    for (const [index, info] of blocks.entries()) {
      const count = isAll(this.#selection.query) && isWithin(info, this.#selection)
        ? info.count
        : index >= COUNTED_BLOCKS_MAX
        ? -1
        : this.#sieve.passes(info)
        ? file.read(info, (block) => countFromMeta(block, info, this.#selection) ?? -1) ?? 0
        : 0;
      if (count < 0) {
        this.#exact = false;
        return;
      }
      this.#count += count;
      if (this.#pace.isDue) await this.#pace.rest();
    }
  }

  #toPage(): Page | null {
    const { limit } = this.#request;
    const hits = this.#few.sorted();
    const events = this.#toEvents(hits.slice(0, limit));
    if (events === null) return null;
    const total = this.#cursor?.total ??
      { value: this.#count, relation: this.#exact ? "eq" : "gte" } as const;
    const last = hits.length > events.length ? hits[events.length - 1] : undefined;
    const { arrivalEnd } = this.#selection;
    const nextCursor = last === undefined
      ? null
      : printCursor({ ...this.#scope, ...toKey(last), arrivalEnd, total });
    if (!this.#request.explain) return { events, nextCursor, total };
    const ms = performance.now() - this.#startMs;
    return { events, nextCursor, total, explained: { ...this.#selection.tally, ms } };
  }

  /**
   * The events of the first hits, until they are long together. Each block is read once; null when one cannot
   * be.
   */
  #toEvents(hits: readonly Hit[]): LogEvent[] | null {
    const placesByBlock = new Map<BlockInfo, { rows: number[]; indexes: number[] }>();
    hits.forEach(({ info, row }, index) => {
      const places = placesByBlock.get(info) ?? { rows: [], indexes: [] };
      placesByBlock.set(info, places);
      places.rows.push(row);
      places.indexes.push(index);
    });
    const events = new Array<LogEvent>(hits.length);
    let length = 0;
    for (const [info, { rows, indexes }] of placesByBlock) {
      if (length > PAGE_LENGTH_MAX) break;
      const { tally } = this.#selection;
      const found = this.#snapshot.file.readEvents(info, rows, tally);
      if (found === null) return null;
      indexes.forEach((index, i) => events[index] = found[i]!);
      for (const event of found) length += textLength(event);
    }
    return cutLong(events);
  }
}

/** The first events, as many as are short enough together and were read; at least one, so that pages come to an end. */
function cutLong(events: LogEvent[]): LogEvent[] {
  let length = 0;
  const end = events.findIndex((event: LogEvent | undefined) => {
    return event === undefined || (length += textLength(event)) > PAGE_LENGTH_MAX;
  });
  return end < 0 ? events : events.slice(0, Math.max(1, end));
}

function toKey({ timestampMs, origin, position }: SortKey): SortKey {
  return { timestampMs, origin, position };
}

const LIMIT_MAX = 10_000;

/** A page ends before its events have more characters together. */
const PAGE_LENGTH_MAX = 1024 * 1024;

/** So many blocks behind the page are looked at for an exact total. */
const COUNTED_BLOCKS_MAX = 256;
const TRIES_MAX = 10;
