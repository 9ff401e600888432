import type { Format } from "../core/raw_batch.ts";
import type { ApiError } from "./api_error.ts";

/** How to reach an API. */
export interface ClientOptions {
  /** Where it is, such as `http://127.0.0.1:8000`; also below a path, as behind a proxy. */
  readonly url: string | URL;
  /** An API key, `lf_…`. Sent by `Authorization`; it is in no message. */
  readonly key?: string | undefined;
  /** Sends the key also by plain HTTP to another machine, where who listens on the way can read it. */
  readonly insecure?: boolean;
  /** How to send a request; the runtime's own unless given. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** An answer, and each piece of a stream, has to come within this long, milliseconds. Default {@linkcode TIMEOUT_MS}. */
  readonly timeoutMs?: number;
  /** What may be repeated is tried so often at most. Default {@linkcode TRIES_MAX}. */
  readonly triesMax?: number;
  /** How to wait before the next try: resolves after `ms`, rejects with the signal's reason. By a timer unless given. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Numbers of [0, 1) that spread the tries of many clients. `Math.random` unless given. */
  readonly random?: () => number;
}

/** Longer than the API gives any request (30 s), and than it is silent in a stream. */
export const TIMEOUT_MS = 40_000;

/** Then the error is thrown. Together they wait for about 10 s where the API does not ask for more. */
export const TRIES_MAX = 6;

/** What every call takes. */
export interface CallOptions {
  /** Ends the call: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** An instant: a Date, epoch milliseconds, or a text: ISO 8601, `now`, `now-15m`, or `15m`, which is `now-15m`. */
export type Time = Date | number | string;

/** Which events. */
export interface FilterOptions extends CallOptions {
  /** The query, as docs/query.md describes it; all events when missing. */
  readonly q?: string | undefined;
  /** Not before; open when missing. */
  readonly from?: Time | undefined;
  /** Before; open when missing. */
  readonly to?: Time | undefined;
}

/** Which page of which events. */
export interface SearchOptions extends FilterOptions {
  /** At most so many, 1 … 1,000; 100 unless told. */
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before; all else as it was. */
  readonly cursor?: string | undefined;
  /** Which events come first; `newest` unless told. */
  readonly order?: "newest" | "oldest" | undefined;
  /** Tell also how the page was found. */
  readonly explain?: boolean | undefined;
}

/** Which events, one after the other. */
export interface SearchAllOptions extends FilterOptions {
  /** At most so many in all; all when missing. */
  readonly limit?: number | undefined;
  /** Which events come first; `newest` unless told. */
  readonly order?: "newest" | "oldest" | undefined;
}

/** What to count. */
export interface CountOptions extends FilterOptions {
  /** Have it counted anew: what is over may be remembered for a minute. */
  readonly fresh?: boolean | undefined;
}

/** What a table is made of. */
export interface StatsOptions extends CountOptions {
  /** The query, with `| stats` or `| top`. */
  readonly q: string;
}

/** What to count in each interval of time. */
export interface HistogramOptions extends CountOptions {
  /** Such as `30s`, `5m`, `1h`, `1d`; chosen when missing. */
  readonly interval?: string | undefined;
  /** Count each value of this field apart. */
  readonly by?: string | undefined;
}

/** Whose values to count. */
export interface FacetsOptions extends CountOptions {
  /** One to ten fields, such as `level`. */
  readonly fields: readonly string[];
  /** Values of each, 1 … 1,000; 10 unless told. */
  readonly limit?: number | undefined;
}

/** How much around an event. */
export interface ContextOptions extends CallOptions {
  /** Neighbours before it, 0 … 1,000; 10 unless told. */
  readonly before?: number | undefined;
  /** Neighbours after it; as `before`. */
  readonly after?: number | undefined;
}

/** What to follow. */
export interface TailOptions extends CallOptions {
  /** The query, as docs/query.md describes it; all events when missing. */
  readonly q?: string | undefined;
  /** Goes on behind this: a cursor that `onCursor` told, `start` (the oldest event kept), or `end`, the default. */
  readonly after?: string | undefined;
  /** Told where to go on, once everything before was taken: the loop has asked for what follows. */
  readonly onCursor?: ((cursor: string) => void) | undefined;
  /** Told how many events were left out, as they were taken too slowly. */
  readonly onMissed?: ((count: number) => void) | undefined;
  /** Told why nothing comes for now; null = it goes on again. */
  readonly onProblem?: ((problem: ApiError | null) => void) | undefined;
}

/** Which events to export. */
export interface ExportOptions extends FilterOptions {
  /** Which events come first; `oldest` unless told. */
  readonly order?: "newest" | "oldest" | undefined;
}

/** Which events to export, and how they are written. */
export interface ExportTextOptions extends ExportOptions {
  /** A JSON document a line (the default), or CSV with a header. */
  readonly format?: "ndjson" | "csv" | undefined;
}

/** What is pushed: objects, of which each is an event, or the text of a log as it stands in a file. */
export type Pushed = readonly object[] | string;

/** How to push. */
export interface PushOptions extends CallOptions {
  /** The service of events that name none. */
  readonly service?: string | undefined;
  /** Of text: how its lines are written; found out when missing. */
  readonly format?: Format | undefined;
  /**
   * Up to 256 characters that stand for this body: the same again under the same key is stored once. Made
   * when missing, so that the tries of one call never store anything twice.
   */
  readonly idempotencyKey?: string | undefined;
}
