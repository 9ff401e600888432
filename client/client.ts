import type { LogDocument } from "../core/event.ts";
import type { TrimmedDocument } from "../core/trim_document.ts";
import { type Alerts, openAlerts } from "./alerts.ts";
import type { SearchPage } from "./answers.ts";
import {
  type ApiKeys,
  find,
  openKeys,
  openRules,
  openSearches,
  openSilences,
  type Rules,
  type SavedSearches,
  type Silences,
  toBody,
} from "./collections.ts";
import { exportLogs, exportText } from "./export_logs.ts";
import { toFilterQuery, toTimeText } from "./filter_query.ts";
import type {
  CallOptions,
  ClientOptions,
  ContextOptions,
  CountOptions,
  ExportOptions,
  ExportTextOptions,
  FacetsOptions,
  HistogramOptions,
  Pushed,
  PushOptions,
  SearchAllOptions,
  SearchOptions,
  StatsOptions,
  TailOptions,
  Time,
} from "./options.ts";
import { push } from "./push.ts";
import type {
  Backtest,
  BacktestInput,
  Deletion,
  EventContext,
  Facets,
  Health,
  Histogram,
  IngestResult,
  Readiness,
  StatsTable,
} from "./schema.ts";
import { searchAll } from "./search_all.ts";
import { isProblem } from "./to_api_error.ts";
import { tail } from "./tail.ts";
import { createTransport } from "./transport.ts";

/**
 * LogFlow's REST API as functions. All reject with {@linkcode ApiError} where the API refuses or cannot be
 * reached, and with the reason of their `signal` once that fires. Where `q` ends in `| fields`, events are
 * `TrimmedDocument`s: say so as in `search<TrimmedDocument>(…)`.
 */
export interface Client {
  /** One page of the events that match. */
  search<E extends TrimmedDocument = LogDocument>(options?: SearchOptions): Promise<SearchPage<E>>;
  /**
   * All events that match, page after page. Ends early with the loop that reads it. Times such as `15m` count
   * from when each page is asked for; give an instant for a range that does not move.
   */
  searchAll<E extends TrimmedDocument = LogDocument>(
    options?: SearchAllOptions,
  ): AsyncIterable<E>;
  /** How many events match, exactly. */
  count(options?: CountOptions): Promise<number>;
  /** The table that a query with `| stats` or `| top` makes. */
  stats(options: StatsOptions): Promise<StatsTable>;
  /** How many events match in each interval of time. */
  histogram(options?: HistogramOptions): Promise<Histogram>;
  /** The most frequent values of fields, by field. */
  facets(options: FacetsOptions): Promise<Facets["facets"]>;
  /** One event; null where it is not stored. */
  get(id: string, options?: CallOptions): Promise<LogDocument | null>;
  /** One event and its neighbours in its source; null where it is not stored. */
  context(id: string, options?: ContextOptions): Promise<EventContext | null>;
  /**
   * What arrives, as it arrives, in order of arrival, nothing left out and nothing twice: from now on, or behind
   * a cursor. Never ends by itself: connects again where the connection ends, and waits where the API is away
   * (`onProblem`). What keeps it from beginning at all is thrown, and so is what does not pass.
   */
  tail<E extends TrimmedDocument = LogDocument>(options?: TailOptions): AsyncIterable<E>;
  /**
   * All events that match, however many, oldest first unless told. What arrives meanwhile is not among them.
   * A loop that comes to its end has had all of them: where they cannot be read to the end it throws.
   */
  exportLogs<E extends TrimmedDocument = LogDocument>(options?: ExportOptions): AsyncIterable<E>;
  /** The same as text, NDJSON or CSV, in UTF-8. */
  exportText(options?: ExportTextOptions): Promise<ReadableStream<Uint8Array<ArrayBuffer>>>;
  /**
   * Stores events for good: resolves once they are durable. Tries again where the API is busy or not to be
   * reached, without storing anything twice. Look at `rejected`: what is no object or too long is not taken.
   * Any number of objects, in several requests where one is too small for them; of text at most 64 MiB.
   */
  push(events: Pushed, options?: PushOptions): Promise<IngestResult>;
  /**
   * Removes what happened before a time, for good, in parts of the store that have nothing newer (`kept` tells
   * what stays). Where that takes long, `removed` is null: ask `deletion` for it. Needs the scope `admin`.
   */
  deleteBefore(time: Time, options?: CallOptions): Promise<Deletion>;
  /** What became of a deletion; null a day after it was done. */
  deletion(id: string, options?: CallOptions): Promise<Deletion | null>;
  /** Searches that are kept under a name. Changing them needs the scope `admin`. */
  readonly searches: SavedSearches;
  /** What alerting finds, and how it does. Acknowledging needs the scope `admin`. */
  readonly alerts: Alerts;
  /** Alert rules. Changing them needs the scope `admin`. */
  readonly rules: Rules;
  /** What rules would have found in what is stored. Where that takes over a minute: until then (`complete`). */
  backtest(given: BacktestInput, options?: CallOptions): Promise<Backtest>;
  /** What keeps alerts from being told for a while. Changing them needs the scope `admin`. */
  readonly silences: Silences;
  /** API keys. All needs the scope `admin`. */
  readonly keys: ApiKeys;
  /** That the service is alive. */
  health(options?: CallOptions): Promise<Health>;
  /** What the service can reach; also where it is not ready. */
  ready(options?: CallOptions): Promise<Readiness>;
}

/** Makes a client; nothing is sent yet. Throws TypeError where the address or the key cannot be used. */
export function createClient(options: ClientOptions): Client {
  const transport = createTransport(options);
  return {
    async search<E>({ signal, limit, cursor, order, explain, ...filter }: SearchOptions = {}) {
      const query = { ...toFilterQuery(filter), limit, cursor, order, explain };
      return (await transport.ask("search", { query, signal })).value as SearchPage<E>;
    },
    searchAll: <E>(options = {}) => searchAll<E>(transport, options),
    async count({ signal, fresh, ...filter } = {}) {
      const query = toFilterQuery(filter);
      const call = { query, signal, headers: toCacheHeaders(fresh) };
      return (await transport.ask("count", call)).value.count;
    },
    async stats({ signal, fresh, q, ...range }) {
      const query = { ...toFilterQuery(range), q };
      return (await transport.ask("stats", { query, signal, headers: toCacheHeaders(fresh) }))
        .value;
    },
    async histogram({ signal, fresh, interval, by, ...filter } = {}) {
      const query = { ...toFilterQuery(filter), interval, by };
      const call = { query, signal, headers: toCacheHeaders(fresh) };
      return (await transport.ask("histogram", call)).value;
    },
    async facets({ signal, fresh, fields, limit, ...filter }) {
      const query = { ...toFilterQuery(filter), fields: fields.join(","), limit };
      const call = { query, signal, headers: toCacheHeaders(fresh) };
      return (await transport.ask("facets", call)).value.facets;
    },
    get: (id, options) => find(transport, "getEvent", { path: { id }, ...options }),
    context(id, { signal, ...query } = {}) {
      return find(transport, "getContext", { path: { id }, query, signal });
    },
    tail: <E>(options = {}) => tail<E>(transport, options),
    exportLogs: <E>(options = {}) => exportLogs<E>(transport, options),
    exportText: (options = {}) => exportText(transport, options),
    push: (events, options = {}) => push(transport, events, options),
    async deleteBefore(time, options) {
      const query = { before: toTimeText(time) };
      return (await transport.ask("deleteLogs", { query, ...options })).value;
    },
    deletion: (id, options) => find(transport, "getDeletion", { path: { id }, ...options }),
    searches: openSearches(transport),
    alerts: openAlerts(transport),
    rules: openRules(transport),
    async backtest(given, options) {
      const call = { ...toBody(given), timeoutMs: BACKTEST_MS, ...options };
      return (await transport.ask("backtestRules", call)).value;
    },
    silences: openSilences(transport),
    keys: openKeys(transport),
    health: async ({ signal } = {}) => (await transport.ask("health", { signal })).value,
    async ready({ signal } = {}) {
      return (await transport.ask("ready", { signal, isAnswer: isNotReady })).value;
    },
  };
}

/** The API takes a minute, and a moment. */
const BACKTEST_MS = 90_000;

function toCacheHeaders(fresh: boolean | undefined): Record<string, string> {
  return fresh ? { "cache-control": "no-cache" } : {};
}

function isNotReady(response: Response): boolean {
  return response.status === 503 && !isProblem(response);
}
