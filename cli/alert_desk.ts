import { type AlertView, readAlertView } from "../runtime/alert_view.ts";
import { removeAck, writeAck } from "../runtime/alerts/acks.ts";
import { type HistoryRequest, readHistory } from "../runtime/alerts/history.ts";
import { readMuting, type ShownAlert, toShownAlert } from "../runtime/alerts/shown_alert.ts";
import { type ShownChange, toShownChange } from "../runtime/alerts/shown_change.ts";
import { type ShownRule, toShownRule } from "../runtime/alerts/shown_rule.ts";
import { tellUnwatched } from "../runtime/alerts/tell_unwatched.ts";
import { toStaleness, toViewProblem } from "../runtime/alerts/view_problem.ts";
import { findKeptRule } from "../runtime/rules/kept_rules.ts";
import type { StateStore } from "../ports/state_store.ts";
import type { Config } from "../runtime/config.ts";
import type { Log } from "../runtime/log.ts";
import { openState } from "./compose_state.ts";

/** Where what alerting finds is looked at, and acknowledged. */
export interface AlertDesk extends AsyncDisposable {
  /** Those that fire, the worst first, and what keeps alerting from its work; null = nothing. */
  list(): Promise<{ readonly alerts: readonly ShownAlert[]; readonly problem: string | null }>;
  /** The last changes of states, the newest first; at most so many. */
  history(limit: number): Promise<readonly ShownChange[]>;
  /** How a rule does; a sentence why it is not watched. */
  why(rule: string): Promise<ShownRule | string>;
  /** Acknowledges an alert; null = it does not fire. */
  acknowledge(fingerprint: string, comment: string): Promise<ShownAlert | null>;
  /** Takes that back; false = it was not acknowledged. */
  unacknowledge(fingerprint: string): Promise<boolean>;
}

/** Opens the desk that works on the state store itself, whether an `api` runs or not. */
export async function openStateAlerts(config: Config, log: Log): Promise<AlertDesk> {
  const state = await openState(config, log);
  const show = async (alerts: AlertView["alerts"]) => {
    const muting = await readMuting(state);
    return alerts.map((alert) => toShownAlert(alert, muting, Date.now()));
  };
  return {
    async list() {
      const view = await readAlertView(state);
      const alerts = await show(view?.alerts ?? []);
      return { alerts, problem: toViewProblem(view, Date.now()) };
    },
    history: async (limit) => (await readChanges(state, limit)).map(toShownChange),
    async why(rule) {
      const [view, nowMs] = [await readAlertView(state), Date.now()];
      const found = view?.rules.find(({ name }) => name === rule);
      if (found !== undefined) return toShownRule(found, { ...view!, nowMs });
      const kept = await findKeptRule(state, rule);
      return tellUnwatched(kept?.input ?? null, toStaleness(view, nowMs));
    },
    async acknowledge(fingerprint, comment) {
      const view = await readAlertView(state);
      const found = view?.alerts.find((alert) => alert.fingerprint === fingerprint);
      if (found === undefined) return null;
      const { startsAtMs } = found;
      await writeAck(state, { fingerprint, startsAtMs, by: "cli", atMs: Date.now(), comment });
      return (await show([found]))[0]!;
    },
    unacknowledge: (fingerprint) => removeAck(state, fingerprint),
    [Symbol.asyncDispose]: () => state[Symbol.asyncDispose](),
  };
}

async function readChanges(state: StateStore, limit: number) {
  const asked = { rule: null, fromMs: null, toMs: null };
  const found = [];
  for (let cursor: HistoryRequest["cursor"] = null;;) {
    const left = limit - found.length;
    const { changes, nextCursor } = await readHistory(state, { ...asked, limit: left, cursor });
    found.push(...changes);
    if (nextCursor === null || found.length === limit) return found;
    cursor = nextCursor;
  }
}
