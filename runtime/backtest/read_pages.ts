import type { LogEvent } from "../../core/event.ts";
import type { Filter, LogReader } from "../../ports/log_store.ts";

/** All events that match, the oldest first, by pages; with each the time before which there are no others. */
export async function* readPages(
  store: Pick<LogReader, "search">,
  filter: Filter & { readonly toMs: number },
  signal: AbortSignal,
): AsyncGenerator<{ readonly events: readonly LogEvent[]; readonly readToMs: number }> {
  let cursor: string | null = null;
  do {
    const request = { filter, order: "oldest", limit: PAGE_EVENTS, cursor, signal } as const;
    const { events, nextCursor } = await store.search(request);
    cursor = nextCursor;
    yield { events, readToMs: cursor === null ? filter.toMs : events.at(-1)!.timestampMs };
  } while (cursor !== null);
}

/** As events count in a replay of the past: each comes when it happens. */
export function asItHappened(event: LogEvent): LogEvent {
  return { ...event, ingestedMs: event.timestampMs };
}

const PAGE_EVENTS = 5000;
