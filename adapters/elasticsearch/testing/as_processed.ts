import { isPlausible, type LogEvent } from "../../../core/event.ts";
import type { LogWriter } from "../../../ports/log_store.ts";

/** For tests: the writer, given events as `process` gives them: those of implausible times with when they were shipped. */
export function asProcessed(writer: LogWriter): LogWriter {
  const known = new WeakMap<readonly LogEvent[], readonly LogEvent[]>();
  const process = (events: readonly LogEvent[]) => {
    const made = known.get(events) ?? events.map(toProcessed);
    known.set(events, made);
    return made;
  };
  return {
    append: (events, position, more) => writer.append(process(events), position, more),
    ahead: (events, position) => writer.ahead(process(events), position),
    positions: () => writer.positions(),
    prune: (policy) => writer.prune(policy),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}

function toProcessed(event: LogEvent): LogEvent {
  if (isPlausible(event.timestampMs, event.ingestedMs)) return event;
  return { ...event, shippedMs: event.ingestedMs };
}
