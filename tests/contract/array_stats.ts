import type { LogEvent } from "../../core/event.ts";
import {
  fieldNumber,
  fieldText,
  parseCountedField,
  parseFieldName,
} from "../../core/query/field.ts";
import type { GroupKey, Stats, StatsFunction } from "../../core/query/pipe.ts";
import type { KeyValues } from "../../core/stats/groups.ts";
import { compareGroups, type StatsGroup } from "../../core/stats/stats_counter.ts";

/** `stats` of a request over events, as plainly as it is defined: everything is counted exactly. */
export function statsArray(events: readonly LogEvent[], { functions, by }: Stats): StatsGroup[] {
  return groupEvents(events, by).map(({ keys, events }) => ({
    keys,
    values: functions.map((called) => callFunction(called, events)),
  }));
}

/** The events of each group, in the order in which groups are told. Throws RangeError on too many groups, or too long ones. */
export function groupEvents(
  events: readonly LogEvent[],
  by: readonly GroupKey[],
): { readonly keys: KeyValues; readonly events: readonly LogEvent[] }[] {
  const groups = Map.groupBy(events, (event) => JSON.stringify(by.map((key) => toKey(event, key))));
  if (by.length === 0 && groups.size === 0) groups.set("[]", []);
  if (groups.size > 25_000 || [...groups.keys()].join("").length > 2 * 1024 * 1024) {
    throw new RangeError("Cannot make the table: there are too many groups, or too long ones");
  }
  return [...groups].map(([keys, events]) => ({ keys: JSON.parse(keys) as KeyValues, events }))
    .sort(compareGroups);
}

/** The value of a function for these events; null = it has none. */
export function callFunction(called: StatsFunction, events: readonly LogEvent[]): number | null {
  if (called.kind === "count") {
    return called.field === null ? events.length : texts(events, called.field).length;
  }
  if (called.kind === "count_distinct") return new Set(texts(events, called.field)).size;
  const numbers = sortedNumbers(events, called.field);
  if (numbers.length === 0) return null;
  switch (called.kind) {
    case "sum":
      return toFinite(add(numbers));
    case "avg":
      return toFinite(add(numbers) / numbers.length);
    case "min":
      return numbers[0]!;
    case "max":
      return numbers.at(-1)!;
    case "percentile":
      return numbers[toRank(called.percent, numbers.length) - 1]!;
  }
}

/** The numbers of a field in those events that have one, ascending. */
export function sortedNumbers(events: readonly LogEvent[], field: string): number[] {
  return events.map((event) => fieldNumber(event, parseFieldName(field)) + 0)
    .filter((number) => !Number.isNaN(number))
    .sort((a, b) => a - b);
}

/** Of `count` numbers in order, which one is a percentile, from 1 on. */
export function toRank(percent: number, count: number): number {
  const thousandths = Math.round(percent * 1000);
  for (let rank = 1; rank < count; rank++) {
    if (rank * 100_000 >= thousandths * count) return rank;
  }
  return count;
}

function toKey(event: LogEvent, key: GroupKey): string | number | null {
  if (key.kind === "field") return fieldText(event, parseCountedField(key.field));
  const { intervalMs } = key;
  return Math.floor(event.timestampMs / intervalMs) * intervalMs;
}

function texts(events: readonly LogEvent[], field: string): string[] {
  return events.map((event) => fieldText(event, parseCountedField(field)))
    .filter((text) => text !== null);
}

function add(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** What is beyond the largest number is none. */
function toFinite(number: number): number | null {
  return Number.isFinite(number) ? number : null;
}
