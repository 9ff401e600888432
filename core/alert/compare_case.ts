import { printDuration } from "../print_duration.ts";
import type { ActiveAlert } from "./active_alert.ts";
import { toLabels } from "./annotate.ts";
import { printCondition } from "./print_rule.ts";
import { printValue } from "./print_value.ts";
import type { ReplayedNotice } from "./replay_record.ts";
import type { Replay } from "./replay.ts";
import type { Rule } from "./rule.ts";
import type { CaseFailure, ExpectedAlert, ExpectedNotice, ExpectedState } from "./rule_case.ts";
import type { RuleRun } from "./rule_run.ts";

/** What is not as it was to be at a time at which the replay is; `explain` tells of a rule why that may be. */
export function compareState(
  { place, atMs, firing }: ExpectedState,
  { runs, active }: Replay,
  { startMs, explain }: { startMs: number; explain: (rule: string) => readonly string[] },
): CaseFailure[] {
  const failures: CaseFailure[] = [];
  const fail = (rule: string, message: string) => {
    const details = explain(rule);
    failures.push({ place, message: `at ${printDuration(atMs)}: ${message}`, details });
  };
  const left = new Map(active.map((alert) => [toKey(alert, runs), alert]));
  for (const expected of firing) {
    const key = toKey(expected, runs);
    const found = left.get(key);
    left.delete(key);
    if (found === undefined) fail(expected.rule, `${printAlert(expected)} does not fire`);
    else for (const text of findOther(expected, found)) fail(expected.rule, text);
  }
  for (const alert of left.values()) {
    const since = printDuration(alert.startsAtMs - startMs);
    fail(alert.rule, `${printAlert(alert)} fires since ${since}, which is not expected`);
  }
  return failures;
}

/** The group of a rule by its texts: labels that the rule gives to all are left out. */
function toKey({ rule, labels }: ExpectedAlert | ActiveAlert, runs: readonly RuleRun[]): string {
  const groupBy = runs.find((run) => run.rule.name === rule)?.rule.groupBy ?? [];
  return JSON.stringify([rule, ...groupBy.map(({ name }) => labels[name] ?? "")]);
}

/** Labels and annotations that are given and have other texts. */
function findOther(expected: ExpectedAlert, found: ActiveAlert): string[] {
  return (["labels", "annotations"] as const).flatMap((kind) =>
    Object.entries(expected[kind]).flatMap(([name, text]) => {
      const own = found[kind][name] ?? "";
      if (own === text) return [];
      const what = `${kind}.${name} of ${printAlert(expected)}`;
      return [`${what} is ${JSON.stringify(own)}, not ${JSON.stringify(text)}`];
    })
  );
}

/** What the last windows of a rule came to. */
export function printWindows({ rule, windows }: RuleRun, startMs: number): string[] {
  const name = JSON.stringify(rule.name);
  if (windows.length === 0) return [`no window of ${name} has anything in it that could be judged`];
  return [
    `the last windows of ${name} (${printCondition(rule.condition)}):`,
    ...windows.slice(-WINDOWS_SHOWN).map(({ window, value, values, groups, held }) => {
      const end = printDuration(window * rule.intervalMs - startMs);
      const of = value === null ? "" : ` ${printLabels(toGroupLabels(rule, values))}`.trimEnd();
      const more = groups > 1 ? `, met in ${held} of ${groups} groups` : "";
      return `  until ${end}: ${printValue(value)}${of}${more}`;
    }),
  ];
}

function toGroupLabels(rule: Rule, values: readonly string[]): Record<string, string> {
  return toLabels({ ...rule, labels: {} }, values);
}

/** What is not as it was to be of all notices. */
export function compareNotices(
  { place, notices }: { readonly place: string; readonly notices: readonly ExpectedNotice[] },
  { record }: Replay,
  startMs: number,
): CaseFailure[] {
  const failures: CaseFailure[] = [];
  const made = record.notices.filter(({ alerts }) => alerts.length > 0);
  const times = [...new Set(notices.map(({ atMs }) => atMs)), Infinity];
  let afterMs = -Infinity;
  for (const atMs of times) {
    const expected = notices.filter((notice) => notice.atMs === atMs);
    const own = made.filter((notice) => {
      return notice.atMs - startMs > afterMs && notice.atMs - startMs <= atMs;
    });
    const [wanted, found] = [expected.map(printNotice), own.map((notice) => printMade(notice))];
    if (wanted.toSorted().join("\n") !== found.toSorted().join("\n")) {
      const when = Number.isFinite(atMs)
        ? `by ${printDuration(atMs)}`
        : `after ${printDuration(Math.max(0, afterMs))}`;
      const message = `${when}: told is ${found.join(", ") || NOTHING}, not ${
        wanted.join(", ") || NOTHING
      }`;
      const details = own.map((made) =>
        `told at ${printDuration(made.atMs - startMs)}: ${printMade(made)}`
      );
      failures.push({ place: expected[0]?.place ?? place, message, details });
    }
    afterMs = atMs;
  }
  return failures;
}

function printMade({ receiver, status, alerts }: ReplayedNotice): string {
  return printNotice({ receiver, status, rules: alerts.map(({ rule }) => rule) });
}

function printNotice(
  { receiver, status, rules }: Pick<ExpectedNotice, "receiver" | "status" | "rules">,
): string {
  return `${receiver} ${status} [${[...new Set(rules)].sort().join(", ")}]`;
}

function printAlert({ rule, labels }: Pick<ExpectedAlert, "rule" | "labels">): string {
  return `"${rule}" ${printLabels(labels)}`.trimEnd();
}

function printLabels(labels: Readonly<Record<string, string>>): string {
  const texts = Object.entries(labels).map(([name, text]) => `${name}: ${JSON.stringify(text)}`);
  return texts.length === 0 ? "" : `{${texts.join(", ")}}`;
}

const NOTHING = "nothing";

const WINDOWS_SHOWN = 6;
