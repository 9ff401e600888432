import type {
  AggregateRequest,
  Aggregates,
  Arrived,
  Context,
  ContextRequest,
  LogReader,
  Page,
  SearchRequest,
  SinceRequest,
  StoreStatus,
} from "../../ports/log_store.ts";
import { aggregate } from "./aggregate.ts";
import { ChangePoll } from "./change_poll.ts";
import { ColumnCache } from "./column_cache.ts";
import { findContext } from "./context.ts";
import { Mirror, type Snapshot } from "./mirror.ts";
import { Pace } from "../../runtime/pace.ts";
import { checkLimit, search } from "./search.ts";
import { readStatus } from "./status.ts";
import { NO_EPOCH, parseArrival, printArrival, readArrivals } from "./since.ts";
import { translateError } from "./translate_error.ts";

/** How to open a reader. */
export interface BlockReaderOptions {
  /** The SQLite file; it may not be there yet, then the store is empty until it is. */
  readonly path: string;
  /** Told, in a sentence, what is damaged and left out. */
  readonly log: (message: string) => void;
  /** Decoded columns kept in memory; 64 MiB unless told otherwise. */
  readonly cacheBytesMax?: number;
}

/** Opens the store for reading; needs no more than read permission on the file. */
export function openBlockReader(options: BlockReaderOptions): Promise<LogReader> {
  return Promise.resolve(new BlockReader(options));
}

class BlockReader implements LogReader {
  readonly #path: string;
  readonly #mirror: Mirror;
  readonly #poll: ChangePoll;
  #polled: Snapshot | null = null;
  #closed = false;

  constructor({ path, log, cacheBytesMax = CACHE_BYTES_MAX }: BlockReaderOptions) {
    this.#path = path;
    this.#mirror = new Mirror(path, { cache: () => new ColumnCache(cacheBytesMax), log });
    this.#poll = new ChangePoll(() => this.#hasChanged());
  }

  search(request: SearchRequest): Promise<Page> {
    return this.#try("search", async () => {
      checkLimit(request.limit);
      const snapshot = this.#current();
      return snapshot === null ? toEmptyPage(request) : await search(snapshot, request);
    });
  }

  aggregate(request: AggregateRequest): Promise<Aggregates> {
    return this.#try("count", () => aggregate(this.#current(), request));
  }

  context(request: ContextRequest): Promise<Context> {
    return this.#try("read a source", () => findContext(this.#current(), request));
  }

  since(request: SinceRequest): Promise<Arrived> {
    return this.#try("read on", () => this.#since(request));
  }

  status(): Promise<StoreStatus> {
    return this.#try("read the status", () => Promise.resolve(readStatus(this.#current())));
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    this.#poll[Symbol.dispose]();
    this.#mirror[Symbol.dispose]();
    return Promise.resolve();
  }

  async #since(
    { after, limit, waitMs, query = EVERYTHING, signal }: SinceRequest,
  ): Promise<Arrived> {
    signal?.throwIfAborted();
    if (!Number.isInteger(limit) || limit < 0) {
      throw new RangeError(`Cannot read on: a limit of ${limit} is not a whole number from 0 on`);
    }
    const request = { limit: Math.min(limit, SINCE_EVENTS_MAX), query, signal };
    const deadlineMs = performance.now() + Math.min(waitMs, WAIT_MS_MAX);
    const pace = new Pace(signal);
    let snapshot = this.#current();
    let cursor = toCursor(after, snapshot);
    let passed = 0;
    for (;;) {
      const from = parseArrival(cursor, snapshot);
      if (snapshot !== null) {
        const read = readArrivals(snapshot, from, request);
        const { epoch } = snapshot.meta;
        cursor = printArrival(epoch, read.next);
        passed += read.passed;
        const isLate = read.passed > 0 && performance.now() >= deadlineMs;
        if (read.matched > 0 || isLate) {
          const cursorAfter = (index: number) => printArrival(epoch, read.numbers[index]! + 1);
          const { events, matched, isEnd } = read;
          return { events, matched, cursor, passed, isEnd, cursorAfter };
        }
        await pace.rest();
        if (read.passed > 0) continue;
      }
      const leftMs = deadlineMs - performance.now();
      if (leftMs <= 0 || this.#closed) return toNone(cursor, passed);
      await this.#poll.wait(leftMs, signal);
      if (this.#closed) return toNone(cursor, passed);
      snapshot = this.#current();
    }
  }

  #current(): Snapshot | null {
    if (this.#closed) throw new Error(`Cannot read "${this.#path}": the reader is closed`);
    return this.#mirror.current();
  }

  /** An error counts as a change: whoever waits looks, and is told. */
  #hasChanged(): boolean {
    try {
      const before = this.#polled;
      this.#polled = this.#mirror.current();
      return this.#polled !== before;
    } catch {
      return true;
    }
  }

  async #try<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw translateError(error, { what, path: this.#path });
    }
  }
}

function toEmptyPage({ signal, cursor }: SearchRequest): Page {
  signal?.throwIfAborted();
  if (cursor !== null) {
    throw new RangeError(`Cannot search on from "${cursor.slice(0, 100)}": the store is empty`);
  }
  return { events: [], nextCursor: null, total: { value: 0, relation: "eq" } };
}

function toCursor(after: SinceRequest["after"], snapshot: Snapshot | null): string {
  if (after !== "start" && after !== "end") return after;
  if (snapshot === null) return printArrival(NO_EPOCH, 0);
  return printArrival(snapshot.meta.epoch, after === "start" ? 0 : snapshot.meta.arrivals);
}

function toNone(cursor: string, passed: number): Arrived {
  return { events: [], matched: 0, cursor, passed, isEnd: true, cursorAfter: () => cursor };
}

const EVERYTHING = { kind: "all" } as const;
const CACHE_BYTES_MAX = 64 * 1024 * 1024;
const SINCE_EVENTS_MAX = 10_000;
const WAIT_MS_MAX = 24 * 60 * 60 * 1000;
