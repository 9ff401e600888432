import { isPlausible } from "../../../core/event.ts";
import type { LogWriter } from "../../../ports/log_store.ts";

/** For tests: the writer, given events as `process` gives them: with when they were shipped where their time is implausible. */
export function asProcessed(writer: LogWriter): LogWriter {
  return {
    append: (events, position, more) =>
      writer.append(
        events.map((event) =>
          isPlausible(event.timestampMs, event.ingestedMs)
            ? event
            : { ...event, shippedMs: event.ingestedMs }
        ),
        position,
        more,
      ),
    ahead() {}, // What is appended is not what was announced.
    positions: () => writer.positions(),
    prune: (policy) => writer.prune(policy),
    [Symbol.asyncDispose]: () => writer[Symbol.asyncDispose](),
  };
}
