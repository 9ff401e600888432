import { printDuration } from "../print_duration.ts";
import { parseDurationMs } from "../time_range.ts";
import { divisorOf } from "./divisor_of.ts";
import { type FaultList, shown } from "./fault_list.ts";
import type { PartialInput, RuleInput } from "./rule_input.ts";
import type { Rule } from "./rule.ts";

/** The times of a rule, and of `spike` how much earlier the other window is (else 0). */
export type Times =
  & Pick<Rule, "windowMs" | "intervalMs" | "latenessMs">
  & Pick<Rule, "forMs" | "keepFiringForMs" | "rememberMs">
  & { readonly offsetMs: number };

/** How a length of time is written, as a regular expression. */
export const LENGTH_PATTERN = "^[0-9]{1,9}(?:ms|s|m|h|d|w)$";

/** Of all lengths of time that nothing else is said of. */
export const LENGTH_MAX_MS: number = 365 * 86_400_000;

/** Of lateness. */
export const LATENESS_MAX_MS = 86_400_000;

/** Of `against`. */
export const AGAINST_MAX_MS: number = 30 * 86_400_000;

/** A window is at most so many intervals, but of `new_value`. */
export const STEPS_MAX = 1440;

/** Of window and interval. */
export const INTERVAL_MIN_MS = 1000;

/** Reads the times; null where some cannot be meant. */
export function toTimes(input: PartialInput, faults: FaultList): Times | null {
  const read = (key: keyof RuleInput, initialMs: number | null, maxMs = LENGTH_MAX_MS) =>
    readLength(input, { key, initialMs, minMs: 0, maxMs }, faults);
  const windowMs = readLength(
    input,
    { key: "window", initialMs: null, minMs: INTERVAL_MIN_MS, maxMs: LENGTH_MAX_MS },
    faults,
  );
  const offsetMs = windowMs === null ? null : readOffset(input, windowMs, faults);
  const times = {
    windowMs,
    offsetMs,
    intervalMs: windowMs === null ? null : readInterval(input, { windowMs, offsetMs }, faults),
    latenessMs: read("lateness", MINUTE_MS, LATENESS_MAX_MS),
    forMs: read("for", 0),
    keepFiringForMs: read("keep_firing_for", input.type === "new_value" ? 15 * MINUTE_MS : 0),
    rememberMs: read("remember", 24 * 60 * MINUTE_MS),
  };
  return Object.values(times).includes(null) ? null : times as Times;
}

/** A length of time of a rule. */
interface Length {
  readonly key: keyof RuleInput;
  /** Where it is not given; null = it has to be. */
  readonly initialMs: number | null;
  readonly minMs: number;
  readonly maxMs: number;
}

function readLength(
  input: PartialInput,
  { key, initialMs, minMs, maxMs }: Length,
  faults: FaultList,
): number | null {
  const text = input[key] as string | undefined;
  if (text === undefined) return initialMs ?? faults.add([key], "is missing; give one such as 5m");
  const ms = toMs(text);
  if (ms === null) return faults.add([key], `is ${shown(text)}, ${NO_LENGTH}`);
  if (ms >= minMs && ms <= maxMs) return ms;
  const [min, max] = [printDuration(minMs), printDuration(maxMs)];
  const hint = min === max ? `give ${min}` : `give a length from ${min} to ${max}`;
  return faults.add([key], `is ${shown(text)}, which does not do; ${hint}`);
}

/** How much earlier the window is that `spike` compares with; 0 for others. */
function readOffset(
  input: PartialInput,
  windowMs: number,
  faults: FaultList,
): number | null {
  if (input.type !== "spike") return 0;
  const { against = PREVIOUS } = input;
  if (against === PREVIOUS) return windowMs;
  if (toMs(against) === null) {
    return faults.add(
      ["against"],
      `is ${
        shown(against)
      }, which is neither ${PREVIOUS} nor a length of time; write ${PREVIOUS}, 1d or 7d`,
    );
  }
  const length = {
    key: "against",
    initialMs: null,
    minMs: windowMs,
    maxMs: AGAINST_MAX_MS,
  } as const;
  return readLength(input, length, faults);
}

function readInterval(
  input: PartialInput,
  { windowMs, offsetMs }: { readonly windowMs: number; readonly offsetMs: number | null },
  faults: FaultList,
): number | null {
  const stepsMax = input.type === "new_value" ? Infinity : STEPS_MAX;
  const proposedMs = UNITS_MS.map((unitMs) => divisorOf(divisorOf(windowMs, offsetMs ?? 0), unitMs))
    .find((ms) => ms >= INTERVAL_MIN_MS && windowMs / ms <= stepsMax) ?? null;
  if (input.interval === undefined) return proposedMs ?? faults.add(["window"], notRound(windowMs));
  const length = {
    key: "interval",
    initialMs: null,
    minMs: INTERVAL_MIN_MS,
    maxMs: windowMs,
  } as const;
  const intervalMs = readLength(input, length, faults);
  if (intervalMs === null) return null;
  const problem = windowMs % intervalMs !== 0
    ? `does not divide the window (${printDuration(windowMs)})`
    : windowMs / intervalMs > stepsMax
    ? `is more than ${STEPS_MAX} times in the window (${printDuration(windowMs)})`
    : (offsetMs ?? 0) % intervalMs !== 0
    ? `does not divide against (${printDuration(offsetMs!)})`
    : null;
  if (problem === null) return intervalMs;
  const hint = proposedMs === null ? "give another window" : `give ${printDuration(proposedMs)}`;
  return faults.add(["interval"], `is ${shown(input.interval)}, which ${problem}; ${hint}`);
}

function notRound(windowMs: number): string {
  return `is ${
    printDuration(windowMs)
  }, which is not made of at most ${STEPS_MAX} equal intervals ` +
    "of 1s or more; give a rounder one";
}

/** Null = it is no length of time; Infinity = none that can be told. */
function toMs(text: string): number | null {
  if (!new RegExp(LENGTH_PATTERN).test(text)) return null;
  try {
    return parseDurationMs(text);
  } catch (error) {
    if (error instanceof RangeError) return Infinity;
    throw error;
  }
}

/** The window right before. */
export const PREVIOUS = "previous";

const NO_LENGTH = "which is no length of time; write 30s, 5m, 1h or 1d";

const MINUTE_MS = 60_000;

/** An interval divides one of these, the first that is not too short for the window. */
const UNITS_MS = [1, 5, 15, 60, 360, 1440].map((minutes) => minutes * MINUTE_MS);
