import type { LogEvent } from "../../core/event.ts";
import type { LogReader } from "../../ports/log_store.ts";

/** What `alert` works with. */
export interface AlertPorts {
  /** Read in order of arrival. */
  readonly store: LogReader;
  /** Told what arrived. */
  readonly onEvents: (events: readonly LogEvent[]) => void;
}

/** Follows the store in order of arrival, from now on, until `signal` fires. (Rules come with a later version.) */
export async function alert({ store, onEvents }: AlertPorts, signal: AbortSignal): Promise<void> {
  let after: string = "end";
  while (!signal.aborted) {
    const { events, cursor } = await store.since({
      after,
      limit: EVENTS_MAX,
      waitMs: WAIT_MS,
      signal,
    });
    if (events.length > 0) onEvents(events);
    after = cursor;
  }
}

const EVENTS_MAX = 1000;
const WAIT_MS = 1000;
