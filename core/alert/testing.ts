import type { LogEvent } from "../event.ts";
import { parseQuery } from "../query/parse_query.ts";
import type { GroupChange } from "./findings.ts";
import type { Rule } from "./rule.ts";

/** For tests: a rule that counts everything, one window a second, but for what is given. */
export function makeRule(given: Partial<Rule> = {}): Rule {
  return {
    name: "r",
    query: parseQuery("*"),
    queryText: "*",
    measure: { kind: "count" },
    condition: { sign: ">=", limit: 1 },
    windowMs: 1000,
    intervalMs: 1000,
    latenessMs: 0,
    forMs: 0,
    keepFiringForMs: 0,
    rememberMs: 60_000,
    groupBy: [],
    severity: "warning",
    labels: {},
    annotations: {},
    receivers: [],
    enabled: true,
    ...given,
  };
}

/** For tests: an event that comes as it happens. */
export function makeEvent(timestampMs: number, given: Partial<LogEvent> = {}): LogEvent {
  return {
    origin: "9f3c5a01b2c4d5e",
    position: 0,
    begin: 0,
    end: 1,
    timestampMs,
    level: "INFO",
    service: "app",
    message: "m",
    hostname: "h",
    file: "f",
    fields: null,
    ingestedMs: timestampMs,
    ...given,
  };
}

/** For tests: what was found, as texts such as `r [a] firing 5000`. */
export class FoundTexts {
  /** States after windows that were judged. */
  readonly changed: string[] = [];
  /** What was raised and cleared. */
  readonly shown: string[] = [];
  /** For a run. */
  readonly findings = {
    changed: (change: GroupChange) => void this.changed.push(toText(change)),
    raised: (change: GroupChange) => void this.shown.push(`raised ${toText(change)}`),
    lasted: () => {},
    cleared: (change: GroupChange) => void this.shown.push(`cleared ${toText(change)}`),
  };
}

function toText({ rule, values, state, windowEndMs }: GroupChange): string {
  return `${rule.name} [${values}] ${state} ${windowEndMs}`;
}
