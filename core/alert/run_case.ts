import type { LogEvent } from "../event.ts";
import { compareNotices, compareState, printWindows } from "./compare_case.ts";
import type { ReceiverPolicy } from "./told_receiver.ts";
import { Replay, type ReplayOptions } from "./replay.ts";
import type { CaseEvents, CaseFailure, CaseResult, RuleCase } from "./rule_case.ts";
import type { Rule } from "./rule.ts";

/** Runs a test on those of the rules that it is about. A pure function. */
export function runCase(
  one: RuleCase,
  rules: readonly Rule[],
  receivers: readonly ReceiverPolicy[],
): CaseResult {
  const { name, place, startMs, expect, notices } = one;
  const watched = rules.filter((rule) => one.rules?.includes(rule.name) ?? rule.enabled);
  const arrivals = one.events.flatMap((some) => toArrivals(some, startMs))
    .sort((a, b) => a.ingestedMs - b.ingestedMs);
  const open = () =>
    new CaseRun({ rules: watched, receivers, startMs, order: "arrival" }, arrivals);
  const run = open();
  const failures: CaseFailure[] = [];
  for (const expected of expect) {
    const atMs = startMs + expected.atMs;
    run.goOn(atMs);
    const explain = (rule: string) => open().explain(rule, atMs);
    failures.push(...compareState(expected, run.replay, { startMs, explain }));
  }
  const endMs = Math.max(0, ...[expect, notices ?? []].flat().map(({ atMs }) => atMs));
  run.goOn(startMs + endMs);
  if (notices !== null) failures.push(...compareNotices({ place, notices }, run.replay, startMs));
  return { name, place, failures };
}

/** A replay to which events come in their time. */
class CaseRun {
  readonly replay: Replay;
  readonly #startMs: number;
  readonly #arrivals: readonly LogEvent[];
  #at = 0;

  constructor(options: ReplayOptions, arrivals: readonly LogEvent[]) {
    this.replay = new Replay(options);
    this.#startMs = options.startMs;
    this.#arrivals = arrivals;
    for (const run of this.replay.runs) if (run.rule.measure.kind === "new") run.teach([]);
  }

  /** Lets time pass, and gives what comes until then. */
  goOn(toMs: number): void {
    for (let event = this.#next(toMs); event !== null;) {
      const nowMs = event.ingestedMs;
      this.replay.advance(Math.max(this.#startMs, nowMs - 1)); // What closes before is judged without it.
      for (; event?.ingestedMs === nowMs; event = this.#next(toMs)) {
        this.replay.add(event);
        this.#at++;
      }
      this.replay.advance(nowMs);
    }
    this.replay.advance(toMs);
  }

  /** What the windows of a rule come to, those too that are open at a time, if nothing came any more. */
  explain(rule: string, atMs: number): readonly string[] {
    const run = this.replay.runs.find((run) => run.rule.name === rule);
    if (run === undefined) return [];
    this.goOn(atMs);
    const { intervalMs, latenessMs } = run.rule;
    this.replay.advance(Math.ceil(atMs / intervalMs) * intervalMs + latenessMs);
    return printWindows(run, this.#startMs);
  }

  #next(toMs: number): LogEvent | null {
    const event = this.#arrivals[this.#at];
    return event === undefined || event.ingestedMs > toMs ? null : event;
  }
}

function toArrivals(
  { atMs, times, everyMs, lateMs, event }: CaseEvents,
  startMs: number,
): LogEvent[] {
  return Array.from({ length: times }, (_, i) => {
    const timestampMs = startMs + atMs + i * everyMs;
    return { ...event, timestampMs, ingestedMs: timestampMs + lateMs };
  });
}
