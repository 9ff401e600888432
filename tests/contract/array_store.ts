import type { LogEvent } from "../../core/event.ts";
import { toId } from "../../core/id.ts";
import { matches } from "../../core/query/matches.ts";
import type { BusPosition } from "../../ports/bus.ts";
import type {
  AggregateRequest,
  AppendResult,
  ContextRequest,
  LogReader,
  LogWriter,
  PrunePolicy,
  SearchRequest,
  SinceRequest,
  StoreStatus,
} from "../../ports/log_store.ts";
import { aggregateArray } from "./array_aggregate.ts";
import { searchArray } from "./array_search.ts";

/** An event and its place in the order of arrival, from 0. */
export interface Arrived {
  /** The event. */
  readonly event: LogEvent;
  /** How many events arrived before it. */
  readonly arrival: number;
}

/**
 * The log store as a plain array: the model that other stores are held against, and the fake for tests
 * of services. Everything is in memory of one process and scanned for each request.
 */
export class ArrayStore {
  #kept: Arrived[] = [];
  readonly #seen = new Set<string>();
  readonly #positions = new Map<number, BusPosition>();
  readonly #forgetsPruned: boolean;
  #arrivals = 0;
  #duplicates = 0;
  #expired = 0;
  #arrived = Promise.withResolvers<void>();

  /** The writer; closing it does nothing. */
  readonly writer: LogWriter = {
    append: (events, position, more) =>
      Promise.resolve(this.#append(events, more ? null : position)),
    ahead() {},
    positions: () => Promise.resolve(this.#sortedPositions()),
    prune: (policy) => Promise.resolve(this.#prune(policy)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  /** A reader, shared by all; closing it does nothing. */
  readonly reader: LogReader = {
    search: (request) => this.#answer(request, () => searchArray(this.#kept, request)),
    aggregate: (request) => this.#answer(request, () => aggregateArray(this.#kept, request)),
    context: (request) => Promise.resolve(this.#context(request)),
    since: (request) => this.#since(request),
    status: () => Promise.resolve(this.#status()),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };

  /** Empty. `forgetsPruned`: what was removed is new when it comes again. */
  constructor({ forgetsPruned = false }: { readonly forgetsPruned?: boolean } = {}) {
    this.#forgetsPruned = forgetsPruned;
  }

  /** All kept events in order of arrival. */
  events(): LogEvent[] {
    return this.#kept.map(({ event }) => event);
  }

  /** Removes events as if they had grown too old; gives how many. */
  remove(isGone: (event: LogEvent) => boolean): number {
    const before = this.#kept.length;
    this.#kept = this.#kept.filter(({ event }) => {
      if (!isGone(event)) return true;
      if (this.#forgetsPruned) this.#seen.delete(toId(event));
      return false;
    });
    this.#expired += before - this.#kept.length;
    return before - this.#kept.length;
  }

  #prune({ ingestedBeforeMs, happenedBeforeMs, bytesMax }: PrunePolicy): number {
    const removed = this.remove(({ ingestedMs, timestampMs }) =>
      ingestedMs < (ingestedBeforeMs ?? -Infinity) || timestampMs < (happenedBeforeMs ?? -Infinity)
    );
    let surplus = this.#countBytes() - (bytesMax ?? Infinity);
    const newest = this.#kept.at(-1)?.event;
    return removed + this.remove((event) => {
      if (surplus <= 0 || event === newest) return false;
      surplus -= event.message.length;
      return true;
    });
  }

  #countBytes(): number {
    return this.#kept.reduce((sum, { event }) => sum + event.message.length, 0);
  }

  #append(events: readonly LogEvent[], position: BusPosition | null): AppendResult {
    let stored = 0;
    for (const event of events) {
      const id = toId(event);
      if (this.#seen.has(id)) continue;
      this.#kept.push({ event, arrival: this.#arrivals++ });
      this.#seen.add(id);
      stored++;
    }
    const duplicates = events.length - stored;
    this.#duplicates += duplicates;
    if (position !== null) this.#positions.set(position.partition, position);
    this.#arrived.resolve();
    this.#arrived = Promise.withResolvers();
    return { stored, duplicates, rejected: [] };
  }

  #sortedPositions(): BusPosition[] {
    return [...this.#positions.values()].sort((a, b) => a.partition - b.partition);
  }

  async #answer<T>(request: SearchRequest | AggregateRequest, answer: () => T): Promise<T> {
    await Promise.resolve();
    request.signal?.throwIfAborted();
    return answer();
  }

  #context({ origin, position, before, after }: ContextRequest) {
    const source = this.#kept.map(({ event }) => event)
      .filter((event) => event.origin === origin)
      .sort((a, b) => a.position - b.position);
    const event = source.find((event) => event.position === position);
    if (event === undefined) return { before: [], event: null, after: [] };
    const earlier = source.filter((event) => event.position < position);
    return {
      before: before === 0 ? [] : earlier.slice(-before),
      event,
      after: source.filter((event) => event.position > position).slice(0, after),
    };
  }

  async #since({ after, limit, waitMs, query, signal }: SinceRequest) {
    signal?.throwIfAborted();
    if (!Number.isInteger(limit) || limit < 0) {
      throw new RangeError(`Cannot read on: a limit of ${limit} is no number of events`);
    }
    const next = after === "start" ? 0 : after === "end" ? this.#arrivals : this.#parse(after);
    const isWanted = ({ event, arrival }: Arrived) =>
      arrival >= next && (query === undefined || matches(query, event));
    await this.#until(() => this.#kept.some(isWanted), waitMs, signal);
    const all = this.#kept.filter(isWanted);
    const found = all.slice(0, limit);
    const last = found.at(-1);
    const end = last !== undefined ? last.arrival + 1 : Math.max(next, this.#arrivals);
    const passed = this.#kept.filter(({ arrival }) => arrival >= next && arrival < end).length;
    return {
      events: found.map(({ event }) => event),
      matched: limit === 0 ? all.length : found.length,
      cursor: `array-${end}`,
      passed,
      isEnd: !this.#kept.some(({ arrival }) => arrival >= end),
      cursorAfter: (index: number) => `array-${found[index]!.arrival + 1}`,
    };
  }

  async #until(isThere: () => boolean, waitMs: number, signal: AbortSignal | undefined) {
    const deadline = wait(waitMs, signal);
    let late = waitMs <= 0;
    try {
      while (!late && !isThere()) {
        const arrived = this.#arrived.promise.then(() => false);
        late = await Promise.race([deadline.done.then(() => true), arrived]);
      }
    } finally {
      deadline.cancel();
    }
  }

  #parse(cursor: string): number {
    const next = Number(/^array-(\d{1,15})$/.exec(cursor)?.[1] ?? NaN);
    if (next <= this.#arrivals) return next;
    throw new RangeError(`Cannot read on: "${cursor}" is not a cursor of this store`);
  }

  #status(): StoreStatus {
    const times = this.#kept.map(({ event }) => event.timestampMs).sort((a, b) => a - b);
    return {
      events: this.#kept.length,
      bytes: this.#countBytes(),
      oldestMs: times[0] ?? null,
      newestMs: times.at(-1) ?? null,
      positions: this.#sortedPositions(),
      stored: this.#arrivals,
      duplicates: this.#duplicates,
      expired: this.#expired,
      damaged: 0,
    };
  }
}

/** `done` resolves after `ms`, and rejects with the signal's reason when that fires first. */
function wait(
  ms: number,
  signal: AbortSignal | undefined,
): { done: Promise<void>; cancel(): void } {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, ms));
  const abort = () => reject(signal!.reason);
  signal?.addEventListener("abort", abort);
  promise.catch(() => {});
  const cancel = () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
  return { done: promise, cancel };
}
