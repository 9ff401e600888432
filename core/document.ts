import type { LogDocument, LogEvent } from "./event.ts";
import { toId } from "./id.ts";
import { createIsoPrinter } from "./iso_time.ts";

/** The event as it is shown at the edges. Times are ISO 8601 UTC; years beyond 0–9999 have six digits and a sign. */
export function toDocument(event: LogEvent): LogDocument {
  const { origin, position, hostname, file } = event;
  return {
    id: toId(event),
    timestamp: printTimestamp(event.timestampMs),
    level: event.level,
    service: event.service,
    message: event.message,
    source: { hostname, file, origin, position },
    extra_fields: { ...event.fields },
    ingested_at: printIngested(event.ingestedMs),
  };
}

/** One for each: events that are near each other were ingested near each other, some other time. */
const printTimestamp = createIsoPrinter();
const printIngested = createIsoPrinter();
