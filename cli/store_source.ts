import { findFields } from "../core/query/pipe.ts";
import type { LogReader, Page, SearchRequest } from "../ports/log_store.ts";
import { askTable } from "../runtime/ask_table.ts";
import { retry } from "../runtime/retry.ts";
import { toExportFormat } from "../services/api/export_format.ts";
import { showEvent } from "../services/api/show_event.ts";
import type {
  ExportOptions,
  FollowOptions,
  Found,
  LogSource,
  SearchOptions,
  Shown,
} from "./log_source.ts";
import type { Asked } from "./read_filter.ts";

/** The store itself; it is closed with the source. */
export function openStoreSource(store: LogReader): LogSource {
  return {
    search: (asked, options) => search(store, asked, options),
    async count({ filter }) {
      return (await store.aggregate({ filter, histogram: null, facets: null })).count;
    },
    table: ({ filter, piped }) => askTable(piped, filter, (asked) => store.aggregate(asked)),
    async end(signal) {
      const request = { after: "end", limit: 1, waitMs: 0, query: NOTHING, signal };
      return (await store.since(request)).cursor;
    },
    follow: (asked, options) => follow(store, asked, options),
    export: (asked, options) => write(store, asked, options),
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}

async function* search(
  store: LogReader,
  { filter, piped }: Asked,
  { order, limit, explain }: SearchOptions,
): AsyncIterable<Found> {
  const fields = findFields(piped);
  for await (const page of pages(store, { filter, order, explain }, limit)) {
    const { explained } = page;
    const events = page.events.map((event) => showEvent(event, fields));
    yield explained === undefined ? { events } : { events, explained };
  }
}

async function* pages(
  store: LogReader,
  request: Omit<SearchRequest, "cursor" | "limit">,
  wanted: number,
): AsyncIterable<Page> {
  let cursor: string | null = null;
  for (let left = wanted; left > 0;) {
    const page: Page = await store.search({
      ...request,
      cursor,
      limit: Math.min(left, PAGE_EVENTS),
    });
    yield page;
    left -= page.events.length;
    cursor = page.nextCursor;
    if (cursor === null) return;
  }
}

async function* follow(
  store: LogReader,
  { filter: { query }, piped }: Asked,
  { after, signal, onProblem }: FollowOptions,
): AsyncIterable<Shown> {
  const fields = findFields(piped);
  const retrying = { signal, onRetry: onProblem, onRecovered: () => onProblem(null) };
  for (let cursor = after;;) {
    const request = { after: cursor, limit: PAGE_EVENTS, waitMs: WAIT_MS, query, signal };
    const arrived = await retry(() => store.since(request), retrying);
    for (const event of arrived.events) yield showEvent(event, fields);
    cursor = arrived.cursor;
  }
}

async function* write(
  store: LogReader,
  { filter, piped }: Asked,
  { order, format, signal }: ExportOptions,
): AsyncIterable<Uint8Array> {
  const encoder = new TextEncoder();
  const { head, toLine } = toExportFormat(format, findFields(piped));
  yield encoder.encode(head);
  for await (const { events } of pages(store, { filter, order, signal }, Infinity)) {
    yield encoder.encode(events.map(toLine).join(""));
  }
}

/** At most so many events are in memory at once. */
const PAGE_EVENTS = 1000;

const WAIT_MS = 60_000;

/** Matches no event. */
const NOTHING = { kind: "not", part: { kind: "all" } } as const;
