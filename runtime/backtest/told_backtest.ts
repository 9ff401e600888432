import { tellTime } from "../../core/tell_time.ts";
import type { Backtest } from "./backtest.ts";

/** A backtest as the API and `rule backtest --json` tell it. */
export interface ToldBacktest {
  /** As asked for, ISO 8601. */
  readonly from: string;
  /** How far it got. */
  readonly to: string;
  /** Whether that is as far as was asked for. */
  readonly complete: boolean;
  /** In the order of the rules. */
  readonly rules: ToldRule[];
  /** In order of their beginning, at most {@linkcode ALERTS_TOLD_MAX}. */
  readonly alerts: ToldAlert[];
  /** How many more there are. */
  readonly more_alerts: number;
  /** Those that the rules name, and how many notices each would have had. */
  readonly receivers: { readonly name: string; readonly notices: number }[];
  /** Milliseconds. */
  readonly took_ms: number;
}

/** One of the rules. */
export interface ToldRule {
  readonly name: string;
  /** How many its windows were made of. */
  readonly events: number;
  /** Of these: for which there was no room, so that groups or values were left out. */
  readonly crowded: number;
  /** How often it would have fired. */
  readonly alerts: number;
}

/** When a group of a rule would have fired. */
export interface ToldAlert {
  /** Name of the rule. */
  readonly rule: string;
  readonly labels: Record<string, string>;
  /** End of the first window. */
  readonly starts_at: string;
  /** Null = it still fired at the end. */
  readonly ends_at: string | null;
  /** Of the values of its windows the one that is farthest beyond the threshold; null = there was none. */
  readonly peak: number | null;
}

/** So many alerts are told one by one. */
export const ALERTS_TOLD_MAX = 1000;

/** What is told of a backtest. */
export function tellBacktest(found: Backtest, tookMs: number): ToldBacktest {
  const { record } = found;
  const made = [...record.alertsMade.values()].reduce((sum, count) => sum + count, 0);
  const alerts = record.alerts.toSorted((a, b) => a.startMs - b.startMs).slice(0, ALERTS_TOLD_MAX);
  return {
    from: tellTime(found.fromMs),
    to: tellTime(found.toMs),
    complete: found.isWhole,
    rules: found.rules.map(({ name, events, uncounted }) => ({
      ...{ name, events, crowded: uncounted.crowded, alerts: record.alertsMade.get(name) ?? 0 },
    })),
    alerts: alerts.map(({ rule, labels, startMs, endMs, peak }) => ({
      ...{ rule, labels: { ...labels }, starts_at: tellTime(startMs) },
      ...{ ends_at: endMs === null ? null : tellTime(endMs), peak },
    })),
    more_alerts: made - alerts.length,
    receivers: found.receivers.map((name) => {
      return { name, notices: record.noticesMade.get(name) ?? 0 };
    }),
    took_ms: Math.max(0, Math.round(tookMs)),
  };
}
