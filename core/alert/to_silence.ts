import { isAtMost } from "../is_at_most.ts";
import { longestLiteral } from "../query/pattern.ts";
import { parsePattern } from "../query/parse_pattern.ts";
import { parseTime } from "../time_range.ts";
import { FaultList, shown } from "./fault_list.ts";
import { FIELD_NAME_LENGTH_MAX, LABEL_LENGTH_MAX, type RuleFault } from "./rule_input.ts";
import type { Matcher, Silence } from "./silence.ts";

/** A silence as people write it. */
export interface SilenceInput {
  /** All have to fit; at least one asks with `=` for a text that has more than wildcards. */
  readonly matchers: readonly MatcherInput[];
  /** From when on; now when missing. Times are as `parseTime` reads them. */
  readonly from?: string | undefined;
  /** Until when: after `from`, at most {@linkcode SILENCE_MAX_MS}. */
  readonly to: string;
}

/** What one label has to be. */
export interface MatcherInput {
  /** Of a label, or `rule`, `severity`. */
  readonly name: string;
  /** Whether it has to fit, or must not. */
  readonly op: "=" | "!=";
  /** Its text as a whole; `*` and `?` are wildcards, `\` takes the next character as it is. */
  readonly value: string;
}

/** A silence, or all that is wrong with it: at least one fault. */
export type ReadSilence =
  | { readonly silence: Silence; readonly faults: readonly [] }
  | { readonly silence: null; readonly faults: readonly RuleFault[] };

/** Matchers of one silence. */
export const MATCHERS_MAX = 20;

/** A silence lasts at most a year. */
export const SILENCE_MAX_MS: number = 366 * 86_400_000;

/** Reads a silence. */
export function toSilence({ matchers, from, to }: SilenceInput, nowMs: number): ReadSilence {
  const faults = new FaultList();
  const read = matchers.map((matcher, i) => toMatcher(matcher, i, faults));
  if (matchers.length > MATCHERS_MAX) {
    faults.add(["matchers"], `has over ${MATCHERS_MAX} entries; leave some out`);
  }
  if (!read.some(isNarrow)) {
    const hint = 'give one with = and more than wildcards, such as rule = "Error rate"';
    faults.add(["matchers"], `would silence nearly everything; ${hint}`);
  }
  const fromMs = from === undefined ? nowMs : readTime("from", from, { nowMs, faults });
  const toMs = readTime("to", to, { nowMs, faults });
  if (fromMs !== null && toMs !== null) refuseLength({ fromMs, toMs }, to, faults);
  if (faults.all.length > 0) return { silence: null, faults: faults.all };
  return { silence: { matchers: read, fromMs: fromMs!, toMs: toMs! }, faults: [] };
}

function toMatcher({ name, op, value }: MatcherInput, i: number, faults: FaultList): Matcher {
  if (name === "") faults.add(["matchers", i, "name"], "is empty; write a label's name");
  if (!isAtMost(name, FIELD_NAME_LENGTH_MAX)) {
    faults.add(["matchers", i, "name"], `is over ${FIELD_NAME_LENGTH_MAX} characters long`);
  }
  if (!isAtMost(value, LABEL_LENGTH_MAX)) {
    faults.add(["matchers", i, "value"], `is over ${LABEL_LENGTH_MAX} characters long`);
  }
  if (op !== "=" && op !== "!=") faults.add(["matchers", i, "op"], "is neither = nor !=");
  return { name, isNegative: op === "!=", value: parsePattern(value) };
}

function isNarrow({ isNegative, value }: Matcher): boolean {
  return !isNegative && longestLiteral(value) !== "";
}

function readTime(
  key: "from" | "to",
  text: string,
  { nowMs, faults }: { readonly nowMs: number; readonly faults: FaultList },
): number | null {
  try {
    return parseTime(text, nowMs);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const hint = "write 2025-10-23T14:32:15Z, epoch milliseconds or now+2h";
    return faults.add([key], `is ${shown(text)}, which is no time; ${hint}`);
  }
}

function refuseLength(
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
  to: string,
  faults: FaultList,
): void {
  if (toMs <= fromMs) {
    const hint = "give a later one, such as now+2h";
    faults.add(["to"], `is ${shown(to)}, which is not after "from"; ${hint}`);
  } else if (toMs - fromMs > SILENCE_MAX_MS) {
    faults.add(["to"], `is ${shown(to)}, more than a year after "from"; give an earlier one`);
  }
}
