import { printQuery } from "../query/print_query.ts";
import { printFunction } from "../query/stats_function.ts";
import { shortHash } from "../short_hash.ts";
import type { Measure, Rule } from "./rule.ts";

/**
 * A short name (14 hex digits) of what a rule counts, and on which side of its limit an alert is: query, measure,
 * sign, windows and fields. The same for two ways to write the same; not changed by the limit, by times other than
 * those of windows, by name, severity, texts and receivers.
 */
export function hashRule(rule: Rule): string {
  return shortHash(JSON.stringify([
    printQuery(rule.query),
    toText(rule.measure),
    rule.condition.sign,
    [rule.windowMs, rule.intervalMs],
    rule.groupBy.map(({ field: { field, extra } }) => [field, extra]),
  ]));
}

function toText(measure: Measure): readonly (string | number)[] {
  switch (measure.kind) {
    case "count":
    case "new":
      return [measure.kind];
    case "stats":
      return [measure.kind, printFunction(measure.function)];
    case "ratio":
      return [measure.kind, printQuery(measure.part), measure.eventsMin];
    case "spike":
      return [measure.kind, measure.offsetMs, measure.eventsMin];
  }
}
