import { LeaseLostError } from "../../core/errors.ts";
import type { LogWriter } from "../../ports/log_store.ts";
import type { Leases } from "../../ports/leases.ts";
import { holdLease } from "../../runtime/hold_lease.ts";
import { wait } from "../../runtime/wait.ts";
import { type PruneOptions, pruneStore } from "./prune_store.ts";

/** Several `process` write to one store; the one that has this lease prunes it. */
export const PRUNE_LEASE = "prune";

/** How long the others wait for one that died. */
export const PRUNE_LEASE_MS = 30_000;

/** As {@linkcode pruneStore}, while no other process does: one of many prunes, another takes over when it ends. */
export async function pruneAlone(
  store: Pick<LogWriter, "prune">,
  options: PruneOptions & { readonly leases: Leases },
  signal: AbortSignal,
): Promise<void> {
  const { leases, onError } = options;
  const pause = options.wait ?? wait;
  const lease = {
    leases,
    name: PRUNE_LEASE,
    ttlMs: PRUNE_LEASE_MS,
    signal,
    ...(onError && { onUnavailable: onError }),
    ...(options.wait && { wait: options.wait }),
  };
  while (!signal.aborted) {
    try {
      await holdLease(lease, (held) => pruneStore(store, options, held.signal));
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLostError) continue;
      onError?.(error as Error); // Nothing about leases is a reason to store no more.
      await pause(PRUNE_LEASE_MS / 3, signal).catch(() => {});
    }
  }
}
