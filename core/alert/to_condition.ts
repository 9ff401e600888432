import { type FaultList, shown } from "./fault_list.ts";
import { toMeter } from "./meter.ts";
import type { PartialInput } from "./rule_input.ts";
import { type Condition, isAbove, type Measure, type Sign } from "./rule.ts";

/** A threshold as it is written, as a regular expression. */
export const THRESHOLD_PATTERN =
  "^ *(>=|>|<=|<)? *([+-]?[0-9]{1,22}(?:\\.[0-9]{1,25})?(?:[eE][+-]?[0-9]{1,3})?) *$";

/** Reads the threshold, which fits the measure; null where it cannot be meant. */
export function toCondition(
  { type, threshold }: PartialInput,
  measure: Measure | null,
  faults: FaultList,
): Condition | null {
  if (type === "absence") return { sign: "<", limit: 1 };
  if (type === "new_value") return { sign: ">=", limit: 1 };
  if (threshold === undefined) return null;
  const condition = readThreshold(threshold);
  if (condition === null) {
    const problem = `is ${shown(String(threshold))}, which is no limit`;
    return faults.add(["threshold"], `${problem}; write >= 50, > 0.5, <= 3, < 1 or a number`);
  }
  const problem = measure && findProblem(measure, condition);
  if (problem === null) return condition;
  return faults.add(["threshold"], `is ${shown(String(threshold))}, ${problem}`);
}

function readThreshold(threshold: string | number): Condition | null {
  const [, sign = ">=", number = "none"] = typeof threshold === "string"
    ? new RegExp(THRESHOLD_PATTERN).exec(threshold) ?? []
    : [threshold, ">=", threshold];
  const limit = Number(number) + 0; // Not -0.
  return Number.isFinite(limit) ? { sign: sign as Sign, limit } : null;
}

/** What keeps a condition from telling anything: it always holds, or never. */
function findProblem(measure: Measure, condition: Condition): string | null {
  const { sign, limit } = condition;
  if (measure.kind === "ratio" && limit > 1) {
    return "but a share is from 0 to 1; write 0.05 for 5 %";
  }
  if (isNegativeToo(measure)) return null;
  const isBeyond = sign === ">=" || sign === "<" ? limit <= 0 : limit < 0;
  if (isBeyond) {
    return isAbove(condition)
      ? "which always holds, also where nothing happens; give more, such as >= 1"
      : "which never holds; give more, such as < 1";
  }
  const isOver = measure.kind === "ratio" && limit === 1 && (sign === ">" || sign === "<=");
  if (!isOver) return null;
  return isAbove(condition)
    ? "which never holds, as a share is at most 1; give less, such as >= 1"
    : "which always holds, as a share is at most 1; give less, such as <= 0.9";
}

/** Whether values may be below 0: those that have one without events are counts. */
function isNegativeToo(measure: Measure): boolean {
  return measure.kind === "stats" && toMeter(measure).value([]) === null;
}
