/** "One of many does this alone", for a time. Safe for many processes at once. */
export interface Leases extends AsyncDisposable {
  /**
   * Null = somebody else (or another lease of this process) has it. Rejects with `UnavailableError` when
   * that cannot be found out now.
   */
  acquire(name: string, ttlMs: number): Promise<Lease | null>;
}

/** Held until `ttlMs` after the last `acquire` or `renew` that resolved, or until it is released. */
export interface Lease {
  /** As it was asked for. */
  readonly name: string;
  /**
   * Larger than that of every earlier holder, also over a restart of the server: whoever guards something
   * refuses a smaller one than it has seen.
   */
  readonly token: number;
  /**
   * Holds it for `ttlMs` from now on. Rejects with `LeaseLostError` once another may have had it, with
   * `UnavailableError` when that cannot be found out now; then it lasts as long as before.
   */
  renew(): Promise<void>;
  /** Gives it up, if it still is this one; never takes it from a later holder. */
  release(): Promise<void>;
}
