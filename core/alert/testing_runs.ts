import fc from "fast-check";
import type { LogEvent } from "../event.ts";
import { parseFieldName } from "../query/field.ts";
import { matches } from "../query/matches.ts";
import { parseQuery } from "../query/parse_query.ts";
import { advance, OK, type Phase } from "./phase.ts";
import { holds, isMonotone, type Measure, type Rule } from "./rule.ts";
import { toFirstWindow, toSteps } from "./steps.ts";
import { makeEvent, makeRule } from "./testing.ts";

/** For tests: an event, and when it comes. */
export interface Arrival {
  readonly event: LogEvent;
  readonly atMs: number;
}

/** For tests: the event of a draft, as late as the rule allows. */
export function toArrival(draft: Draft, { latenessMs }: Rule): Arrival {
  const { atMs, late, service, level, n } = draft;
  const event = makeEvent(atMs, { service, level, fields: n === null ? null : { n } });
  return { event, atMs: atMs + late * latenessMs };
}

/** For tests: an event as it is made up. */
export interface Draft {
  readonly atMs: number;
  readonly late: number;
  readonly service: string;
  readonly level: "INFO" | "ERROR";
  readonly n: number | null;
}

/** For tests: which windows are judged, and since which interval groups are known. */
export interface Judged {
  readonly first: number;
  readonly last: number;
  readonly heardFrom: number;
}

/** For tests: those of a rule that sees what arrives from {@linkcode START_MS} on. */
export function toJudged(rule: Rule): Judged {
  const first = toFirstWindow(rule, START_MS);
  const { window, offset } = toSteps(rule);
  const last = Math.floor((END_MS - rule.latenessMs) / INTERVAL_MS);
  return { first, last, heardFrom: first - window - offset };
}

/** For tests: what the definitions say, from all events at once. */
export function toExpected(
  rule: Rule,
  events: readonly LogEvent[],
  { first, last, heardFrom }: Judged,
): string[] {
  const found: string[] = [];
  const groups = new Map<string, LogEvent[]>();
  if (rule.groupBy.length === 0) groups.set("", []);
  for (const event of events) {
    const key = rule.groupBy.length === 0 ? "" : event.service;
    groups.set(key, [...groups.get(key) ?? [], event]);
  }
  for (const [key, own] of groups) {
    let phase: Phase = OK;
    for (let window = first; window <= last; window++) {
      const isWatched = key === "" || isHeard(rule, own, { heardFrom, window });
      const isHeld = isWatched && holds(rule.condition, toValue(rule, own, window));
      const next = isWatched ? advance(phase, { window, isHeld }, toSteps(rule)) : OK;
      if (next.state !== phase.state) {
        found.push(`r [${key}] ${next.state} ${window * INTERVAL_MS}`);
      }
      phase = next;
    }
  }
  return found;
}

/** Whether a group is watched: one without events for so long is not. */
function isHeard(
  rule: Rule,
  events: readonly LogEvent[],
  { heardFrom, window }: { heardFrom: number; window: number },
): boolean {
  const { watch } = toSteps(rule);
  const heard = events.map(toInterval).filter((at) => at >= heardFrom && at < window);
  return watch === 0 || (heard.length > 0 && window - 1 - Math.max(...heard) <= watch);
}

function toValue(rule: Rule, events: readonly LogEvent[], window: number): number | null {
  const { measure } = rule;
  const length = rule.windowMs / INTERVAL_MS;
  const within = (from: number, to: number) =>
    events.filter((event) => toInterval(event) >= from && toInterval(event) < to);
  const own = within(window - length, window);
  const numbers = own.flatMap(({ fields }) => fields === null ? [] : [fields.n as number]);
  switch (measure.kind) {
    case "count":
      return own.length;
    case "new":
      return within(window - 1 - length, window - 1).length > 0
        ? 0
        : within(window - 1, window).length;
    case "ratio":
      if (own.length < Math.max(1, measure.eventsMin)) return null;
      return own.filter((event) => matches(measure.part, event)).length / own.length;
    case "spike": {
      const offset = measure.offsetMs / INTERVAL_MS;
      const base = within(window - offset - length, window - offset).length;
      if (Math.max(1, base, own.length) < measure.eventsMin) return null;
      if (base === 0) return own.length === 0 ? null : Number.MAX_VALUE;
      return own.length / base;
    }
    case "stats": {
      const { kind } = measure.function;
      if (kind === "count_distinct") return new Set(numbers).size;
      if (numbers.length === 0) return kind === "count" ? 0 : null;
      if (kind === "max") return Math.max(...numbers);
      if (kind === "min") return Math.min(...numbers);
      if (kind === "count") return numbers.length;
      const sum = numbers.reduce((a, b) => a + b);
      if (kind !== "percentile") return kind === "sum" ? sum : sum / numbers.length;
      return numbers.sort((a, b) => a - b)[Math.ceil(numbers.length * 0.9) - 1]!;
    }
  }
}

function toInterval({ timestampMs }: LogEvent): number {
  return Math.floor(timestampMs / INTERVAL_MS);
}

/** For tests: of all rules. */
export const INTERVAL_MS = 1000;
/** For tests: also events that happened before the rule began may arrive. */
export const START_MS = 20_300;
/** For tests: nothing is judged behind it. */
export const END_MS = 80_000;

const FUNCTIONS = (["count", "count_distinct", "sum", "avg", "min", "max"] as const).map((kind) => (
  { kind, field: "n" }
));

const MEASURES: fc.Arbitrary<Measure> = fc.oneof(
  fc.constant({ kind: "count" } as const),
  fc.constant({ kind: "new" } as const),
  fc.constantFrom(...FUNCTIONS, { kind: "percentile", percent: 90, field: "n" } as const)
    .map((called) => ({ kind: "stats", function: called }) as const),
  fc.nat(3).map((eventsMin) =>
    ({ kind: "ratio", part: parseQuery("level:ERROR"), eventsMin }) as const
  ),
  fc.record({ offset: fc.integer({ min: 1, max: 5 }), eventsMin: fc.nat(3) })
    .map(({ offset, eventsMin }) =>
      ({ kind: "spike", offsetMs: offset * INTERVAL_MS, eventsMin }) as const
    ),
);

const STEPS = fc.nat(4).map((steps) => steps * INTERVAL_MS);

/** For tests: rules of every kind. */
export const RULES: fc.Arbitrary<Rule> = fc.record({
  measure: MEASURES,
  condition: fc.record({
    sign: fc.constantFrom(">=" as const, ">" as const, "<" as const, "<=" as const),
    limit: fc.constantFrom(0, 0.5, 1, 2, 3, 10),
  }),
  windowMs: fc.integer({ min: 1, max: 5 }).map((steps) => steps * INTERVAL_MS),
  latenessMs: fc.nat(3000),
  forMs: STEPS,
  keepFiringForMs: STEPS,
  rememberMs: fc.integer({ min: 1, max: 12 }).map((steps) => steps * INTERVAL_MS),
  groupBy: fc.constantFrom([], [{ name: "service", field: parseFieldName("service") }]),
}).map((given) => makeRule({ ...given, intervalMs: INTERVAL_MS }))
  .map((rule) =>
    rule.measure.kind === "new" ? { ...rule, condition: { sign: ">=" as const, limit: 1 } } : rule
  )
  // What always holds is refused when a rule is read.
  .filter((rule) => !(isMonotone(rule) && toSteps(rule).watch > 0));

/** For tests: events, each with how late it is, as a share of what is allowed. */
export const EVENTS: fc.Arbitrary<Draft[]> = fc.array(
  fc.record({
    atMs: fc.integer({ min: 15_000, max: 60_000 }),
    late: fc.double({ min: 0, max: 1, noNaN: true }),
    service: fc.constantFrom("a", "b", "c"),
    level: fc.constantFrom("INFO" as const, "ERROR" as const),
    n: fc.option(fc.integer({ min: -3, max: 12 })),
  }),
  { maxLength: 40, size: "max" },
);

/** For tests: at which ticks. */
export const KILLS = fc.uniqueArray(fc.integer({ min: 1, max: 590 }), { maxLength: 4 })
  .map((ticks) => ticks.sort((a, b) => a - b));
