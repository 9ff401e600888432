/**
 * Values and counts that may vanish at any time. Never rejects because a server is away: nothing is found then, and
 * increments count in this process alone. Keys are like those of documents, times whole milliseconds from 1 to
 * {@linkcode CACHE_MS_MAX}; all else is rejected with RangeError.
 */
export interface Cache extends AsyncDisposable {
  /** Null = not there, or no longer. */
  get(key: string): Promise<string | null>;

  /** Keeps `value` (at most {@linkcode CACHE_BYTES_MAX} of UTF-8, no lone surrogates) for `ttlMs`, at most. */
  set(key: string, value: string, ttlMs: number): Promise<void>;

  /**
   * Adds `by` (a whole number, up to 2^32 either way) to the count under `key`, which is 0 where there is none
   * and vanishes `ttlMs` after its first increment. Resolves to the new count. Atomic among all who share the
   * cache. Counts are apart from values: the same key may have both.
   */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}

/** Of a value, as UTF-8. */
export const CACHE_BYTES_MAX: number = 1024 * 1024;

/** How long something is kept at most: a week. */
export const CACHE_MS_MAX: number = 7 * 24 * 60 * 60 * 1000;
