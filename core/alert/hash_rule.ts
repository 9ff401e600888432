import { printQuery } from "../query/print_query.ts";
import { printFunction } from "../query/stats_function.ts";
import { shortHash } from "../short_hash.ts";
import type { Measure, Rule } from "./rule.ts";

/**
 * A short name (14 hex digits) of what a rule counts and how it judges that: query, measure, condition, times and
 * fields. The same for two ways to write the same; not changed by name, severity, texts and receivers.
 */
export function hashRule(rule: Rule): string {
  const { windowMs, intervalMs, latenessMs, forMs, keepFiringForMs, rememberMs } = rule;
  const { sign, limit } = rule.condition;
  return shortHash(JSON.stringify([
    printQuery(rule.query),
    toText(rule.measure),
    [sign, limit],
    [windowMs, intervalMs, latenessMs, forMs, keepFiringForMs, rememberMs],
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
