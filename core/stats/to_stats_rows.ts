import type { LogEvent } from "../event.ts";
import { fieldNumber, fieldText } from "../query/field.ts";
import type { StatsRows } from "./stats_rows.ts";

/** Events as rows, for what is not kept by column. */
export function toStatsRows(events: readonly LogEvent[]): StatsRows {
  return {
    count: events.length,
    selected: null,
    times: () => Float64Array.from(events, ({ timestampMs }) => timestampMs),
    numbers: (field) => Float64Array.from(events, (event) => fieldNumber(event, field)),
    texts: (field) => ({ kind: "plain", textOf: (row) => fieldText(events[row]!, field) }),
  };
}
