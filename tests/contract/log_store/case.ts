import assert from "node:assert/strict";
import type { LogEvent } from "../../../core/event.ts";
import type { Query } from "../../../core/query/ast.ts";
import type { BusPosition } from "../../../ports/bus.ts";
import type { Filter, LogReader, LogWriter } from "../../../ports/log_store.ts";
import { BASE_MS } from "../arbitraries.ts";
import type { Nearness } from "../nearness.ts";

/** An empty store of its own for one case; disposing it removes what it left. */
export interface StoreUnderTest extends AsyncDisposable {
  /** Opens the writer; again only after the last one was disposed (that is a restart). */
  openWriter(): Promise<LogWriter>;
  /** Opens one more reader; may come before the first writer. */
  openReader(): Promise<LogReader>;
  /** Resolves once readers see every append and prune that resolved before. */
  settle(): Promise<void>;
  /** What follows `deno run` to run `printSince` on a reader of this store; unused where not `shared`. */
  readonly printSinceArguments: readonly string[];
  /** How well it estimates. */
  readonly nearness: Nearness;
}

/** One thing that holds for every store. */
export interface Case {
  /** What holds, as the end of "LogStore (…) …". */
  readonly name: string;
  /** Holds only where what arrived first is pruned first, and where repeats of what was pruned are known. */
  readonly byArrival?: boolean;
  /** Throws where it does not hold. The caller disposes the store. */
  run(store: StoreUnderTest): Promise<void>;
}

/** A writer and a reader of one store; disposing closes both. */
export interface Opened extends AsyncDisposable {
  /** The writer. */
  readonly writer: LogWriter;
  /** A reader. */
  readonly reader: LogReader;
  /** Appends and waits until the reader sees it. */
  append(events: readonly LogEvent[], position?: BusPosition): ReturnType<LogWriter["append"]>;
}

/** Opens the writer and a reader. */
export async function openBoth(store: StoreUnderTest): Promise<Opened> {
  const writer = await store.openWriter();
  const reader = await store.openReader();
  return {
    writer,
    reader,
    async append(events, position) {
      const result = await writer.append(events, position ?? null);
      await store.settle();
      return result;
    },
    async [Symbol.asyncDispose]() {
      await reader[Symbol.asyncDispose]();
      await writer[Symbol.asyncDispose]();
    },
  };
}

/** The origin of {@linkcode toEvent} where none is given. */
export const ORIGIN = "9f3c5a01b2c4d5e";

/** The `index`-th event of a source of lines of 10 bytes, a second apart; `changes` win. */
export function toEvent(index: number, changes: Partial<LogEvent> = {}): LogEvent {
  const position = changes.position ?? index * 10;
  return {
    origin: ORIGIN,
    position,
    begin: position,
    end: position + 10,
    timestampMs: BASE_MS + index * 1000,
    level: "INFO",
    service: "payment-service",
    message: `event ${index}`,
    hostname: "web-1",
    file: "/var/log/app.log",
    fields: null,
    ingestedMs: BASE_MS + 3_600_000,
    ...changes,
  };
}

/** `count` events from index `first` on. */
export function toEvents(
  first: number,
  count: number,
  changes: Partial<LogEvent> = {},
): LogEvent[] {
  return Array.from({ length: count }, (_, i) => toEvent(first + i, changes));
}

/** A filter of everything, but for what is given. */
export function toFilter(changes: Partial<Filter> = {}): Filter {
  return { query: ALL, fromMs: null, toMs: null, ...changes };
}

/** All events the filter takes, page by page; checks what every page promises. */
export async function searchAll(
  reader: LogReader,
  { filter = toFilter(), order = "oldest", limit = 1000 }: SearchAllOptions = {},
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  const totals: { value: number; relation: string }[] = [];
  let cursor: string | null = null;
  do {
    const page = await reader.search({ filter, order, limit, cursor });
    assert(page.events.length <= limit, "no page is over its limit");
    assert(page.nextCursor === null || page.events.length === limit, "only the last is not full");
    assert(cursor === null || page.events.length > 0, "no page after another is empty");
    events.push(...page.events);
    totals.push(page.total);
    cursor = page.nextCursor;
  } while (cursor !== null);
  for (const { value, relation } of totals) {
    if (relation === "eq") assert.equal(value, events.length, "an exact total is exact");
    else assert(value <= events.length, "a lower bound is not above");
  }
  return events;
}

/** How to search; all optional: everything, oldest first, 1,000 a page. */
export interface SearchAllOptions {
  /** Which events. */
  readonly filter?: Filter;
  /** In which order. */
  readonly order?: "newest" | "oldest";
  /** How many a page. */
  readonly limit?: number;
}

/** All events in order of arrival after the cursor, until nothing is left. */
export async function readSince(
  reader: LogReader,
  after: string,
  limit = 1000,
): Promise<{ events: LogEvent[]; cursor: string }> {
  const events: LogEvent[] = [];
  for (let cursor = after;;) {
    const read = await reader.since({ after: cursor, limit, waitMs: 0 });
    assert(read.events.length <= limit, "no reading is over its limit");
    if (read.events.length === 0) return { events, cursor: read.cursor };
    events.push(...read.events);
    cursor = read.cursor;
  }
}

/** The positions of events, to compare which they are and in what order. */
export function positionsOf(events: readonly LogEvent[]): number[] {
  return events.map(({ position }) => position);
}

const ALL: Query = { kind: "all" };
