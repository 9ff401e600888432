import type { AlertBook } from "../../core/alert/alert_book.ts";
import { toLabels } from "../../core/alert/annotate.ts";
import type { Dispatcher } from "../../core/alert/dispatcher.ts";
import type { AlertEngine } from "../../core/alert/engine.ts";
import type { RuleRun } from "../../core/alert/rule_run.ts";
import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import { printCondition } from "../../core/alert/print_rule.ts";
import { ALERTS_SHOWN_MAX, type AlertView, type RuleView } from "../../runtime/alert_view.ts";
import { compareAlerts } from "../../runtime/alerts/page_alerts.ts";
import type { RuleOrigin } from "../../runtime/rules/rule_source.ts";

/** What is shown of. */
export interface Shown {
  readonly nowMs: number;
  readonly progressMs: number;
  readonly problem: string | null;
  /** Of the rules that are to be watched, by their names. */
  readonly origins: ReadonlyMap<string, RuleOrigin>;
  readonly engine: AlertEngine;
  readonly book: AlertBook;
  readonly dispatcher: Dispatcher;
}

/** What `alert` shows of itself. */
export function toView(
  { nowMs, progressMs, problem, origins, engine, book, dispatcher }: Shown,
): AlertView {
  const { active } = book;
  const shown = [...active].sort(compareAlerts).slice(0, ALERTS_SHOWN_MAX);
  return {
    atMs: nowMs,
    progressMs,
    problem,
    alerts: shown.map((alert) => ({ ...alert, tellings: dispatcher.tellings(alert) })),
    firing: toCounts(active),
    rules: engine.runs.flatMap((run) => {
      const origin = origins.get(run.rule.name); // Missing: it is about to go.
      return origin ? [toRuleView(run, origin)] : [];
    }),
    receivers: dispatcher.receptions().map(({ sinceMs: _, ...shown }) => shown),
  };
}

function toCounts(active: readonly ActiveAlert[]): AlertView["firing"] {
  const counts = { info: 0, warning: 0, critical: 0 };
  for (const { severity } of active) counts[severity]++;
  return counts;
}

function toRuleView(run: RuleRun, { type, source }: RuleOrigin): RuleView {
  const { rule, uncounted, windows } = run;
  const { name, severity, condition, windowMs, intervalMs, forMs, latenessMs } = rule;
  return {
    ...{ name, type, source, severity, condition: printCondition(condition) },
    ...{ windowMs, intervalMs, forMs, latenessMs, firing: run.raised().length },
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
