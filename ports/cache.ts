/**
 * Values that may vanish at any time. Never rejects because a server is away: nothing is found then, and
 * increments count in this process alone.
 */
export interface Cache extends AsyncDisposable {
  /** Null = not there, or no longer. */
  get(key: string): Promise<string | null>;

  /** Keeps `value` for `ttlMs`, at most. */
  set(key: string, value: string, ttlMs: number): Promise<void>;

  /**
   * Adds `by` (a whole number) to the count under `key`, which is 0 where there is none and vanishes `ttlMs`
   * after its first increment. Resolves to the new count. Atomic among all who share the cache.
   */
  increment(key: string, by: number, ttlMs: number): Promise<number>;
}
