import type { Query } from "../../core/query/ast.ts";
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
import { ElasticClient } from "./client.ts";
import { findContext } from "./context.ts";
import { type ElasticOptions, toSettings } from "./options.ts";
import { refresh } from "./refresh.ts";
import { checkLimit, search } from "./search.ts";
import { hasArrivals, readArrivals } from "./since.ts";
import {
  parseSinceCursor,
  printSinceCursor,
  type SinceCursor,
  toEndCursor,
} from "./since_cursor.ts";
import { readState, type StoreState } from "./state.ts";
import { StatePoll } from "./state_poll.ts";
import { readStatus } from "./status.ts";
import { unlessAborted } from "../../runtime/unless_aborted.ts";

/** Opens the store for reading. The server is first asked when it is needed: it may be away, and come back. */
export function openElasticReader(options: ElasticOptions): Promise<LogReader> {
  return Promise.resolve(new ElasticReader(new ElasticClient(toSettings(options))));
}

class ElasticReader implements LogReader {
  readonly #client: ElasticClient;
  readonly #poll: StatePoll;
  /** The last state after which the indices were refreshed. */
  #shown: StoreState | null = null;
  #showing: { readonly state: StoreState; readonly done: Promise<void> } | null = null;
  #turn = 0;
  #closed = false;

  constructor(client: ElasticClient) {
    this.#client = client;
    this.#poll = new StatePoll((signal) => readState(client, signal));
  }

  async search(request: SearchRequest): Promise<Page> {
    request.signal?.throwIfAborted();
    checkLimit(request.limit);
    return await search(this.#client, await readState(this.#client, request.signal), request);
  }

  async aggregate(request: AggregateRequest): Promise<Aggregates> {
    request.signal?.throwIfAborted();
    return await aggregate(this.#client, request);
  }

  async context(request: ContextRequest): Promise<Context> {
    request.signal?.throwIfAborted();
    return await findContext(this.#client, request);
  }

  async since(
    { after, limit, waitMs, query = EVERYTHING, signal }: SinceRequest,
  ): Promise<Arrived> {
    signal?.throwIfAborted();
    if (!Number.isInteger(limit) || limit < 0) {
      throw new RangeError(`Cannot read on: a limit of ${limit} is not a whole number from 0 on`);
    }
    const deadlineMs = performance.now() + Math.min(waitMs, WAIT_MS_MAX);
    let { state, cursor, isFresh } = await this.#begin(after, signal);
    let passed = 0;
    for (;;) {
      while (hasArrivals(state, cursor)) {
        const read = await this.#read(state, {
          cursor,
          query,
          signal,
          limit: Math.min(limit, LIMIT_MAX),
        });
        cursor = read.cursor;
        passed += read.passed;
        const isLate = read.passed > 0 && performance.now() >= deadlineMs;
        if (read.matched > 0 || isLate) {
          const cursorAfter = (index: number) => printSinceCursor(read.cursorAfter(index));
          const isEnd = !hasArrivals(state, cursor);
          const { events, matched } = read;
          return { ...toNone(cursor, passed), events, matched, isEnd, cursorAfter };
        }
      }
      if (this.#closed) return toNone(cursor, passed);
      if (!isFresh) {
        state = await readState(this.#client, signal);
        isFresh = true;
        continue;
      }
      const leftMs = Math.max(0, deadlineMs - performance.now());
      const next = leftMs === 0 ? null : await this.#poll.change(state, leftMs, signal);
      if (next === null) return toNone(cursor, passed);
      state = next;
    }
  }

  status(): Promise<StoreStatus> {
    return readStatus(this.#client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#poll[Symbol.asyncDispose]();
    await this.#client[Symbol.asyncDispose]();
  }

  /** Where to begin: what was shown before suffices as long as there is more of it. */
  async #begin(
    after: SinceRequest["after"],
    signal: AbortSignal | undefined,
  ): Promise<{ state: StoreState; cursor: SinceCursor; isFresh: boolean }> {
    if (after !== "start" && after !== "end" && this.#shown !== null) {
      const state = this.#shown;
      const cursor = tryParse(after, state);
      if (cursor !== null && hasArrivals(state, cursor)) return { state, cursor, isFresh: false };
    }
    const state = await readState(this.#client, signal);
    const cursor = after === "start" || after === "end"
      ? toEndCursor(after, state)
      : parseSinceCursor(after, state);
    return { state, cursor, isFresh: true };
  }

  async #read(
    state: StoreState,
    request: { cursor: SinceCursor; query: Query; signal: AbortSignal | undefined; limit: number },
  ) {
    if (this.#shown !== state) await this.#show(state, request.signal);
    return await readArrivals(this.#client, { state, turn: this.#turn++ }, request);
  }

  /** Refreshes the indices, once for all who wait for this state. */
  async #show(state: StoreState, signal: AbortSignal | undefined): Promise<void> {
    if (this.#showing?.state !== state) {
      const done = refresh(this.#client);
      this.#showing = { state, done };
      done.catch(() => {
        if (this.#showing?.done === done) this.#showing = null;
      });
    }
    await unlessAborted(this.#showing.done, signal);
    this.#shown = state;
  }
}

/** What is ahead of a state may be read with a newer one. */
function tryParse(after: string, state: StoreState): SinceCursor | null {
  try {
    return parseSinceCursor(after, state);
  } catch {
    return null;
  }
}

function toNone(cursor: SinceCursor, passed: number): Arrived {
  const text = printSinceCursor(cursor);
  const none = { events: [], matched: 0 };
  return { ...none, cursor: text, passed, isEnd: true, cursorAfter: () => text };
}

const EVERYTHING = { kind: "all" } as const;
const LIMIT_MAX = 10_000;
const WAIT_MS_MAX = 24 * 60 * 60 * 1000;
