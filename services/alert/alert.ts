import type { LogReader } from "../../ports/log_store.ts";
import { retry } from "../../runtime/retry.ts";

/** What `alert` works with. */
export interface AlertPorts {
  /** Read in order of arrival. */
  readonly store: Pick<LogReader, "since">;
  /** Told after each look how many events arrived, perhaps none. */
  readonly onArrived: (events: number) => void;
  /** Told each time the store could not serve, before the wait. */
  readonly onRetry?: (error: Error, pauseMs: number) => void;
  /** Told when the store was made anew, and is read from its start. */
  readonly onReplaced?: (error: Error) => void;
}

/**
 * Follows the store in order of arrival, from now on, until `signal` fires; waits while a damaged one
 * is being mended. (Rules come with a later version.)
 */
export async function alert(ports: AlertPorts, signal: AbortSignal): Promise<void> {
  const { onArrived, onRetry } = ports;
  const options = { signal, ...(onRetry && { onRetry }) };
  let after = "end";
  while (!signal.aborted) {
    const { passed, cursor } = await retry(() => readOn(ports, after, signal), options);
    onArrived(passed);
    after = cursor;
  }
}

/** A cursor that is of no use any more was of a store that is gone. */
async function readOn({ store, onReplaced }: AlertPorts, after: string, signal: AbortSignal) {
  const request = { limit: EVENTS_MAX, waitMs: WAIT_MS, query: NOTHING, signal };
  try {
    return await store.since({ ...request, after });
  } catch (error) {
    if (!(error instanceof RangeError) || after === "end") throw error;
    onReplaced?.(error);
    return await store.since({ ...request, after: "start" });
  }
}

/** No rule asks for an event yet, so none is read: what arrives is only counted. */
const NOTHING = { kind: "not", part: { kind: "all" } } as const;
const EVENTS_MAX = 1000;
const WAIT_MS = 1000;
