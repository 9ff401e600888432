import { LeaseLostError, UnavailableError } from "../core/errors.ts";
import type { Lease, Leases } from "../ports/leases.ts";
import { type Wait, wait } from "./wait.ts";

/** What to hold, and how. */
export interface HoldLeaseOptions {
  /** Where it is acquired. */
  readonly leases: Leases;
  /** Of the lease. */
  readonly name: string;
  /** How long the lease outlasts its holder; it is renewed every third of that. */
  readonly ttlMs: number;
  /** Ends the waiting and the work: the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  /** Told why the lease cannot be acquired or renewed for now; it is tried again. */
  readonly onUnavailable?: (error: UnavailableError) => void;
  /** Replaced in tests. */
  readonly wait?: Wait;
  /** Milliseconds that never go back. Replaced in tests. */
  readonly now?: () => number;
}

/** What the work gets. */
export interface Held {
  /** For whatever refuses older holders. */
  readonly token: number;
  /** Fires as soon as another may hold the lease (with `LeaseLostError`), or when the work is to end anyway. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` while this process, alone among all, holds a lease: waits until it can be acquired, renews it,
 * and releases it when the work is done. Gives what the work gives. Rejects with `LeaseLostError` where the
 * lease may have been lost meanwhile, once the work has come to its end; call it again then.
 */
export async function holdLease<T>(
  options: HoldLeaseOptions,
  work: (held: Held) => Promise<T>,
): Promise<T> {
  const { lease, untilMs } = await acquire(options);
  const lost = new AbortController();
  const done = new AbortController();
  const signal = AbortSignal.any([options.signal, lost.signal]);
  const renewing = keepRenewing(lease, untilMs, { ...options, signal: done.signal })
    .catch((error) => {
      if (!done.signal.aborted) lost.abort(error);
    });
  try {
    const result = await work({ token: lease.token, signal });
    signal.throwIfAborted();
    return result;
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    done.abort();
    await renewing;
    await release(lease);
  }
}

interface Acquired {
  readonly lease: Lease;
  /** Nobody else has it before. */
  readonly untilMs: number;
}

async function acquire(options: HoldLeaseOptions): Promise<Acquired> {
  const { leases, name, ttlMs, signal } = options;
  for (;;) {
    signal.throwIfAborted();
    const { nowMs, pause } = toClock(options);
    const untilMs = nowMs() + ttlMs;
    try {
      const lease = await leases.acquire(name, ttlMs);
      if (lease !== null && nowMs() < untilMs) return { lease, untilMs };
      if (lease !== null) await release(lease); // It came too late to be of use.
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      options.onUnavailable?.(error);
    }
    await pause(ttlMs / 3, signal);
  }
}

/** Rejects once the lease may be lost, or with the signal's reason. */
async function keepRenewing(
  lease: Lease,
  untilMs: number,
  options: HoldLeaseOptions,
): Promise<never> {
  const { ttlMs, signal } = options;
  const { nowMs, pause } = toClock(options);
  for (let lastMs = untilMs;;) {
    await pause(Math.min(ttlMs / 3, Math.max(0, lastMs - nowMs())), signal);
    const nextMs = nowMs() + ttlMs;
    if (await tryRenew(lease, lastMs, options)) lastMs = nextMs;
    if (nowMs() >= lastMs) throw lostError(lease);
  }
}

/** Whether it was renewed; does not wait for longer than the lease lasts. */
async function tryRenew(
  lease: Lease,
  lastMs: number,
  options: HoldLeaseOptions,
): Promise<boolean> {
  const { nowMs, pause } = toClock(options);
  const inTime = new AbortController();
  const ending = AbortSignal.any([options.signal, inTime.signal]);
  const late = pause(Math.max(0, lastMs - nowMs()), ending).then(() => false, (error) => {
    if (inTime.signal.aborted) return false;
    throw error;
  });
  const renewing = lease.renew().then(() => true, (error) => {
    if (!(error instanceof UnavailableError)) throw error;
    options.onUnavailable?.(error);
    return false;
  });
  try {
    return await Promise.race([renewing, late]);
  } finally {
    inTime.abort();
    renewing.catch(() => {}); // Whoever waits has gone on.
  }
}

/** Where it cannot be released now, it runs out by itself. */
async function release(lease: Lease): Promise<void> {
  try {
    await lease.release();
  } catch (error) {
    if (!(error instanceof UnavailableError || error instanceof LeaseLostError)) throw error;
  }
}

function toClock(options: HoldLeaseOptions): { nowMs: () => number; pause: Wait } {
  return { nowMs: options.now ?? (() => performance.now()), pause: options.wait ?? wait };
}

function lostError({ name }: Lease): LeaseLostError {
  return new LeaseLostError(
    `Cannot hold lease ${JSON.stringify(name)} any longer: it could not be renewed in time`,
  );
}
