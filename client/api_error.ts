/** What a request failed with: an answer that tells a problem, or none at all. */
export class ApiError extends Error {
  /** Tells it apart across copies of this module. */
  override readonly name = "ApiError";
  /** HTTP status; 0 where no answer came, or none that could be read to its end. */
  readonly status: number;
  /** Of a query error: where it went wrong, from 1, in UTF-16 code units of the query's text. */
  readonly column: number | undefined;
  /** Of a query error: how to mend it. */
  readonly hint: string | undefined;
  /** How long the API asks to wait before the next try, milliseconds; undefined where it says nothing. */
  readonly retryAfterMs: number | undefined;

  /** `message` says what could not be done, the facts, and where known how to mend it. */
  constructor(message: string, options: ApiErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.status = options.status;
    this.column = options.column;
    this.hint = options.hint;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** The same as `message`, under the name that it has in the API's answer (RFC 9457). */
  get detail(): string {
    return this.message;
  }

  /** Whether the same may work later: nobody answered, or who did is too busy or not ready. */
  get isTemporary(): boolean {
    return TEMPORARY.includes(this.status);
  }
}

/** What is known of a failed request beside its message. */
export interface ApiErrorOptions {
  /** HTTP status; 0 = no answer. */
  readonly status: number;
  /** See {@linkcode ApiError.column}. */
  readonly column?: number | undefined;
  /** See {@linkcode ApiError.hint}. */
  readonly hint?: string | undefined;
  /** See {@linkcode ApiError.retryAfterMs}. */
  readonly retryAfterMs?: number | undefined;
  /** The error of the network or the runtime. */
  readonly cause?: unknown;
}

/** No answer; the body came too slowly; too many requests; and what proxies and services say when they are down. */
const TEMPORARY: readonly number[] = [0, 408, 429, 502, 503, 504];
