import type { LogEvent } from "../../core/event.ts";
import { fieldNumber, fieldText, parseFieldName } from "../../core/query/field.ts";
import { hashText } from "../../core/stats/distinct_counter.ts";
import type { ReadEach, TallyGroup, Tallying } from "../../core/stats/tallying.ts";
import { groupEvents } from "./array_stats.ts";

/** `tallies` of a request over events, as plainly as it is defined. */
export function tallyArray(
  events: readonly LogEvent[],
  { intervalMs, by, each }: Tallying,
): TallyGroup[] {
  const fields = by.map((field) => ({ kind: "field", field }) as const);
  return groupEvents(events, [{ kind: "bin", intervalMs }, ...fields]).map(({ keys, events }) => {
    const [atMs, ...texts] = keys;
    const read = events.map((event) => each === null ? NaN : readOne(event, each))
      .filter((number) => !Number.isNaN(number));
    const times = Map.groupBy(read, (number) => number);
    return {
      atMs: Number(atMs),
      texts: texts as (string | null)[],
      events: events.length,
      read: [...times].flatMap(([number, { length }]) => [number, length]),
    };
  });
}

function readOne(event: LogEvent, { field, as }: ReadEach): number {
  const name = parseFieldName(field);
  if (as === "number") return fieldNumber(event, name) + 0;
  const text = fieldText(event, name);
  return text === null ? NaN : hashText(text);
}
