import type { LogDocument, LogEvent } from "./event.ts";
import { toId } from "./id.ts";

/** The event as it is shown at the edges. Times are ISO 8601 UTC; years beyond 0–9999 have six digits and a sign. */
export function toDocument(event: LogEvent): LogDocument {
  const { origin, position, hostname, file } = event;
  return {
    id: toId(event),
    timestamp: new Date(event.timestampMs).toISOString(),
    level: event.level,
    service: event.service,
    message: event.message,
    source: { hostname, file, origin, position },
    extra_fields: { ...event.fields },
    ingested_at: new Date(event.ingestedMs).toISOString(),
  };
}
