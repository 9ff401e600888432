import { printValue } from "../../core/alert/print_value.ts";
import { printDuration } from "../../core/print_duration.ts";
import type { RuleView, WindowView } from "../alert_view.ts";
import { tellTime } from "../../core/tell_time.ts";

/** How far judging is, by the clock. */
export interface JudgingTimes {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** Up to when windows are judged, but for each rule's lateness. */
  readonly progressMs: number;
}

/** Why a rule fires, or does not: what its last window came to, and when the next is judged. */
export function tellVerdict(rule: RuleView, times: JudgingTimes): string {
  return [toReason(rule), ...toSince(rule, times), toNext(rule, times)].join(". ");
}

function toReason(rule: RuleView): string {
  const { forMs, firing } = rule;
  const last = rule.windows.at(-1);
  const fires = `Fires (${firing} ${firing === 1 ? "alert" : "alerts"})`;
  if (last === undefined) {
    if (firing > 0) return `${fires} by a window that is not judged yet`;
    return "Does not fire: no event that it counts was in a window that is judged";
  }
  const found = toFound(rule, last);
  if (last.held === 0) {
    if (firing === 0) return `Does not fire: ${found}`;
    return `${fires} still, as \`keep_firing_for\` asks, or by a window that is not judged yet: ${found}`;
  }
  if (firing > 0) return `${fires}: ${found}`;
  if (forMs === 0) return `Does not fire: ${found}, but had no events for longer than \`remember\``;
  return `Does not fire yet: ${found}, but not for ${printDuration(forMs)} so far, as \`for\` asks`;
}

/** What the window came to, and what it was to come to. */
function toFound({ condition, windowMs }: RuleView, last: WindowView): string {
  const { endMs, value, held, groups } = last;
  const window = `in the window of ${printDuration(windowMs)} up to ${toTime(endMs)}`;
  if (value === null) {
    return `${window} there was no value, as there were too few events, or none with the field`;
  }
  const nearest = groups === 1 ? "the value was" : "the value nearest to the threshold was";
  const found = `${window} ${nearest} ${printValue(value)}${of(last)}`;
  if (held === 0) return `${found}, and the threshold is ${condition}`;
  const where = groups === 1 ? "" : ` in ${held} of ${groups} groups`;
  return `${found}, which meets the threshold ${condition}${where}`;
}

/** Which group it was. */
function of({ labels }: WindowView): string {
  const texts = Object.entries(labels).map(([name, text]) => `${name}=${JSON.stringify(text)}`);
  return texts.length === 0 ? "" : ` (${texts.join(", ")})`;
}

/** That windows have been judged since, of which there is nothing to say. */
function toSince(rule: RuleView, times: JudgingTimes): string[] {
  const endMs = rule.windows.at(-1)?.endMs ?? Infinity;
  const isLater = nextEndMs(rule, times) - rule.intervalMs > endMs;
  return isLater ? ["No window that is judged since had events in it"] : [];
}

function toNext(rule: RuleView, times: JudgingTimes): string {
  if (times.nowMs - times.progressMs > BEHIND_MS) {
    const at = toTime(times.progressMs);
    return `What happened after ${at} is not judged yet: the pipeline is behind, or no \`alert\` acts`;
  }
  const endMs = nextEndMs(rule, times);
  return `The next window, up to ${toTime(endMs)}, is judged at ${toTime(endMs + rule.latenessMs)}`;
}

/** End of the first window that is not judged. */
function nextEndMs({ intervalMs, latenessMs }: RuleView, { progressMs }: JudgingTimes): number {
  return (Math.floor((progressMs - latenessMs) / intervalMs) + 1) * intervalMs;
}

/** Windows end at whole seconds, nearly always. */
function toTime(ms: number): string {
  return tellTime(ms).replace(".000Z", "Z");
}

/** `process` tells every few seconds how far it is. */
const BEHIND_MS = 60_000;
