import { ConflictError, LeaseLostError, UnavailableError } from "../../core/errors.ts";
import type { Lease } from "../../ports/leases.ts";
import type { AlertPorts } from "./ports.ts";
import { Watch } from "./watch.ts";

/**
 * Judges what arrives by the rules and tells of it, until `signal` fires. Of several `alert` one acts, by lease; when it
 * ends in whatever way, another goes on where it was, at most two times {@linkcode LEASE_MS} later.
 */
export async function alert(ports: AlertPorts, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const lease = await acquire(ports, signal);
    if (lease !== null) await act(ports, lease, signal);
    else await ports.wait(STANDBY_MS, signal);
  }
}

/** Null = another has it, or nobody knows. */
async function acquire(
  { leases, listener }: AlertPorts,
  signal: AbortSignal,
): Promise<Lease | null> {
  try {
    const lease = await leases.acquire(LEASE, LEASE_MS);
    if (lease === null) listener.problem(null); // That of the one that acts is told by itself.
    return lease;
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    if (!signal.aborted) listener.problem(error.message);
    return null;
  }
}

/** Until the signal fires, or another acts. */
async function act(ports: AlertPorts, lease: Lease, signal: AbortSignal): Promise<void> {
  const { listener } = ports;
  const lost = new AbortController();
  const ending = AbortSignal.any([signal, lost.signal]);
  const renewing = keepRenewing(ports, lease, ending).catch((error) => lost.abort(error));
  listener.info("acts");
  listener.acts(true);
  try {
    const watch = await Watch.open(ports, ending);
    await watch.run().catch((error) => {
      if (!signal.aborted || error !== signal.reason) throw error;
    });
    lost.signal.throwIfAborted();
    await watch.keep();
  } catch (error) {
    if (!(error instanceof LeaseLostError || error instanceof ConflictError) && !signal.aborted) {
      throw error;
    }
    const why = error instanceof ConflictError ? "another `alert` does" : (error as Error).message;
    if (!signal.aborted) listener.warn(`Stops to act: ${why}`);
  } finally {
    listener.acts(false);
    lost.abort();
    await renewing;
    await lease.release().catch(() => {}); // It ends by itself.
  }
}

/** Rejects once another may act. */
async function keepRenewing({ wait, now }: AlertPorts, lease: Lease, signal: AbortSignal) {
  let heldToMs = now() + LEASE_MS;
  while (!signal.aborted) {
    await wait(LEASE_MS / 4, signal).catch(() => {});
    if (signal.aborted) return;
    const askedMs = now();
    try {
      await lease.renew();
      heldToMs = askedMs + LEASE_MS;
    } catch (error) {
      if (!(error instanceof UnavailableError)) throw error;
      if (now() >= heldToMs) throw new LeaseLostError(error.message);
    }
  }
}

const LEASE = "alert";

/** Who ends without a word is replaced after so long, and a moment. */
export const LEASE_MS = 10_000;

/** Between two looks whether nobody acts. */
const STANDBY_MS = 1000;
