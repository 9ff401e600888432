import { SEVERITIES } from "../core/alert/rule.ts";
import type { AlertView } from "../runtime/alert_view.ts";
import type { Log } from "../runtime/log.ts";
import { Counter, Gauge, Histogram, type Registry } from "../runtime/prometheus.ts";
import type { AlertListener } from "../services/alert/ports.ts";

/** What a listener tells. */
export interface AlertListenerOptions {
  /** Has a line for what people should know. */
  readonly log: Pick<Log, "info" | "warn">;
  /** Counts at `/metrics`. Labels are severities, reasons, and the receivers of the configuration. */
  readonly registry: Registry;
  /** Names of all who may be told. */
  readonly receivers: readonly string[];
  /** Told at `/health` and with each heartbeat. */
  readonly setProblem: (problem: string | null) => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Tells the log and Prometheus how alerting does. */
export function createAlertListener(
  { log, registry, receivers, setProblem, now }: AlertListenerOptions,
): AlertListener {
  const counts = createCounts(registry);
  const countUncounted = toIncrements((reason, events) => counts.uncounted.inc({ reason }, events));
  for (const reason of REASONS) counts.uncounted.inc({ reason }, 0);
  for (const receiver of receivers) {
    for (const outcome of OUTCOMES) counts.notices.inc({ receiver, outcome }, 0);
  }
  let acting: AlertView | null = null;
  let lastProblem: string | null = null;
  const gauges = createGauges(registry, { acting: () => acting, receivers, now });
  return {
    arrived: (events) => counts.seen.inc(events),
    worked: (ms) => counts.turns.observe(Math.max(0, ms) / 1000),
    acts(isActing) {
      gauges.acting.set(isActing ? 1 : 0);
      acting = null;
      countUncounted(null);
    },
    shown(view) {
      acting = view;
      countUncounted(view.rules);
    },
    info: (message) => log.info(message),
    warn: (message) => log.warn(message),
    problem(problem) {
      if (problem !== null && problem !== lastProblem) log.warn(problem);
      lastProblem = problem;
      setProblem(problem);
    },
    told: (receiver, isTaken) =>
      counts.notices.inc({ receiver, outcome: isTaken ? "taken" : "failed" }),
  };
}

function createCounts(registry: Registry) {
  const registers = [registry];
  return {
    seen: new Counter({
      name: "logflow_events_seen_total",
      help: "Events that arrived since start",
      registers,
    }),
    notices: new Counter({
      name: "logflow_notices_total",
      help: "Tries to tell a receiver since start, by what came of them",
      labelNames: ["receiver", "outcome"],
      registers,
    }),
    uncounted: new Counter({
      name: "logflow_alert_uncounted_events_total",
      help: "Events that rules did not count since start, once for each rule, by why",
      labelNames: ["reason"],
      registers,
    }),
    turns: new Histogram({
      name: "logflow_alert_turn_duration_seconds",
      help: "Time to judge what arrived, and to keep what came of it",
      buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
  };
}

/** What is true now; all 0 but for the one that acts. */
function createGauges(
  registry: Registry,
  { acting, receivers, now }: Pick<AlertListenerOptions, "receivers" | "now"> & {
    readonly acting: () => AlertView | null;
  },
) {
  const registers = [registry];
  new Gauge({
    name: "logflow_alert_rules",
    help: "Rules that are watched",
    registers,
    collect() {
      this.set(acting()?.rules.length ?? 0);
    },
  });
  new Gauge({
    name: "logflow_alerts_firing",
    help: "Alerts that fire, by severity",
    labelNames: ["severity"],
    registers,
    collect() {
      for (const severity of SEVERITIES) this.set({ severity }, acting()?.firing[severity] ?? 0);
    },
  });
  new Gauge({
    name: "logflow_notices_waiting",
    help: "Notices that a receiver has not taken yet",
    labelNames: ["receiver"],
    registers,
    collect() {
      const shown = new Map(acting()?.receivers.map(({ name, waiting }) => [name, waiting]));
      for (const receiver of receivers) this.set({ receiver }, shown.get(receiver) ?? 0);
    },
  });
  new Gauge({
    name: "logflow_alert_progress_lag_seconds",
    help: "Time since up to when all that happened is judged, but for each rule's lateness",
    registers,
    collect() {
      const view = acting();
      this.set(view === null ? 0 : Math.max(0, now() - view.progressMs) / 1000);
    },
  });
  return {
    acting: new Gauge({
      name: "logflow_alert_acting",
      help: "1 = of all alert services, this one acts",
      registers,
    }),
  };
}

/** Tells what came since the rules were told before; of what was there at first (or after null) nothing. */
function toIncrements(
  tell: (reason: Reason, events: number) => void,
): (rules: AlertView["rules"] | null) => void {
  let before: Map<string, AlertView["rules"][number]["uncounted"]> | null = null;
  return (rules) => {
    for (const { name, uncounted } of before === null ? [] : rules ?? []) {
      const known = before?.get(name);
      for (const reason of REASONS) {
        const [is, was] = [uncounted[reason], known?.[reason] ?? 0];
        tell(reason, is < was ? is : is - was); // A rule that is another begins anew.
      }
    }
    before = rules && new Map(rules.map(({ name, uncounted }) => [name, uncounted]));
  };
}

const OUTCOMES = ["taken", "failed"] as const;

const REASONS = ["late", "future", "crowded"] as const;

type Reason = (typeof REASONS)[number];
