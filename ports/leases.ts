/** "One of many does this alone", for a time. Safe for many processes at once. */
export interface Leases extends AsyncDisposable {
  /**
   * Null = somebody else (or another lease of this process) has it. Rejects with `UnavailableError` when
   * that cannot be found out now (it may have been taken then, and is free after `ttlMs`), with RangeError
   * where the name is not like the key of a document or `ttlMs` is not 1 … {@linkcode LEASE_MS_MAX}.
   */
  acquire(name: string, ttlMs: number): Promise<Lease | null>;
}

/** Held until `ttlMs` after the last `acquire` or `renew` that resolved was called, or until it is released. */
export interface Lease {
  /** As it was asked for. */
  readonly name: string;
  /**
   * Larger than that of every earlier holder, also over a restart of the server: whoever guards something
   * refuses a smaller one than it has seen.
   */
  readonly token: number;
  /**
   * Holds it for `ttlMs` from now on. Rejects with `LeaseLostError` once it ran out, was released, or
   * another may have had it, with `UnavailableError` when that cannot be found out now; then it lasts as
   * long as before, or longer.
   */
  renew(): Promise<void>;
  /** Gives it up, if it still is this one; never takes it from a later holder. */
  release(): Promise<void>;
}

/** Of a lease, in whole milliseconds: a day. */
export const LEASE_MS_MAX: number = 24 * 60 * 60 * 1000;
