import type { AlertBook } from "../../core/alert/alert_book.ts";
import { toLabels } from "../../core/alert/annotate.ts";
import type { Dispatcher } from "../../core/alert/dispatcher.ts";
import type { AlertEngine } from "../../core/alert/engine.ts";
import type { RuleRun } from "../../core/alert/rule_run.ts";
import type { AlertView, RuleView } from "../../runtime/alert_view.ts";
import type { Surroundings } from "./surroundings.ts";

/** What is shown of. */
export interface Shown {
  readonly nowMs: number;
  readonly progressMs: number;
  readonly surroundings: Surroundings;
  readonly engine: AlertEngine;
  readonly book: AlertBook;
  readonly dispatcher: Dispatcher;
  /** Names of all. */
  readonly receivers: readonly string[];
}

/** What `alert` shows of itself. */
export function toView(
  { nowMs, progressMs, surroundings, engine, book, dispatcher, receivers }: Shown,
): AlertView {
  const isMuted = surroundings.isMuted(nowMs);
  const outstanding = dispatcher.outstanding();
  return {
    atMs: nowMs,
    progressMs,
    problem: surroundings.problem,
    alerts: book.active.map((alert) => ({ ...alert, isMuted: isMuted(alert) })),
    changes: book.changes,
    rules: engine.runs.map(toRuleView),
    receivers: receivers.map((name) => {
      const waiting = outstanding.filter(({ notice }) => notice.receiver === name);
      const failure = waiting.find(({ reason }) => reason !== null)?.reason ?? null;
      return { name, waiting: waiting.length, failure };
    }),
  };
}

function toRuleView({ rule, uncounted, windows }: RuleRun): RuleView {
  return {
    name: rule.name,
    uncounted: { ...uncounted },
    windows: windows.map(({ window, value, values, groups, held }) => ({
      endMs: window * rule.intervalMs,
      value,
      labels: value === null ? {} : toLabels(rule, values),
      groups,
      held,
    })),
  };
}
