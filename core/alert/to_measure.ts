import { isAtMost } from "../is_at_most.ts";
import { parseFunction } from "../query/parse_function.ts";
import type { StatsFunction } from "../query/pipe.ts";
import { parseQuery } from "../query/parse_query.ts";
import type { FaultList } from "./fault_list.ts";
import {
  EVENTS_MIN_MAX,
  METRIC_LENGTH_MAX,
  type PartialInput,
  RULE_TYPES,
  type RuleType,
} from "./rule_input.ts";
import type { Measure } from "./rule.ts";

/** Reads what the value of a window is; null where it cannot be meant. `offsetMs` is known only where times are sound. */
export function toMeasure(
  input: PartialInput,
  offsetMs: number | null,
  faults: FaultList,
): Measure | null {
  const { type, metric, part } = input;
  if (type === undefined) {
    return faults.add(["type"], `is missing; give one of ${RULE_TYPES.join(", ")}`);
  }
  refuseOtherKeys(type, input, faults);
  switch (type) {
    case "threshold":
    case "absence":
      return { kind: "count" };
    case "new_value":
      return { kind: "new" };
    case "metric": {
      if (metric === undefined) return null;
      const called = faults.attempt(["metric"], () => readFunction(metric));
      return called && { kind: "stats", function: called };
    }
    case "ratio": {
      const eventsMin = readEventsMin(input, 1, faults);
      const query = part === undefined ? null : faults.attempt(["part"], () => parseQuery(part));
      if (query === null || eventsMin === null) return null;
      return { kind: "ratio", part: query, eventsMin };
    }
    case "spike": {
      const eventsMin = readEventsMin(input, 10, faults);
      return eventsMin === null ? null : { kind: "spike", offsetMs: offsetMs ?? 0, eventsMin };
    }
    default:
      return faults.add(["type"], `is none of ${RULE_TYPES.join(", ")}`);
  }
}

function readFunction(metric: string): StatsFunction {
  if (isAtMost(metric, METRIC_LENGTH_MAX)) return parseFunction(metric);
  throw new RangeError(`is over ${METRIC_LENGTH_MAX} characters long`);
}

function readEventsMin(
  { min_events: given }: PartialInput,
  initial: number,
  faults: FaultList,
): number | null {
  const count = given ?? initial;
  if (Number.isInteger(count) && count >= 1 && count <= EVENTS_MIN_MAX) return count;
  return faults.add(["min_events"], `is ${count}; give a whole number from 1 to ${EVENTS_MIN_MAX}`);
}

/** Keys of other types would mean nothing. */
function refuseOtherKeys(type: RuleType, input: PartialInput, faults: FaultList): void {
  const { needs, takes = [] } = KEYS[type] ?? { needs: [], takes: TYPE_KEYS };
  for (const key of TYPE_KEYS) {
    const isGiven = input[key] !== undefined;
    if (needs.includes(key) && !isGiven) {
      faults.add([key], `is missing, which ${type} rules need; write it, as in ${EXAMPLES[key]}`);
    }
    if (isGiven && !needs.includes(key) && !takes.includes(key)) {
      faults.add([key], `means nothing in ${type} rules; leave it out, or choose another type`);
    }
  }
}

type TypeKey = "threshold" | "metric" | "part" | "min_events" | "against" | "field";

const EXAMPLES: Readonly<Record<TypeKey, string>> = {
  threshold: 'threshold: ">= 50"',
  metric: "metric: p95(latency_ms)",
  part: "part: level:ERROR",
  min_events: "min_events: 10",
  against: "against: 1d",
  field: "field: message_template",
};

const TYPE_KEYS = Object.keys(EXAMPLES) as TypeKey[];

const KEYS: Readonly<
  Record<RuleType, { readonly needs: readonly TypeKey[]; readonly takes?: readonly TypeKey[] }>
> = {
  threshold: { needs: ["threshold"] },
  absence: { needs: [] },
  spike: { needs: ["threshold"], takes: ["against", "min_events"] },
  new_value: { needs: ["field"] },
  metric: { needs: ["metric", "threshold"] },
  ratio: { needs: ["part", "threshold"], takes: ["min_events"] },
};
