import { type AlertView, VIEW_PREFIX, type ViewedAlert } from "../../../runtime/alert_view.ts";
import { Snapshot } from "../../../runtime/snapshot.ts";
import type { StateStore, StateValue } from "../../../ports/state_store.ts";
import { type KeptChange, toHistoryKey } from "../../../runtime/alerts/history.ts";
import { compareAlerts } from "../../../runtime/alerts/page_alerts.ts";
import { NOW_MS } from "../testing.ts";

/** For tests: an alert that fires. */
export function makeAlert(given: Partial<ViewedAlert> = {}): ViewedAlert {
  return {
    fingerprint: "0123456789abcdef",
    rule: "Error rate",
    severity: "critical",
    receivers: ["ops"],
    labels: { team: "shop", service: "payment-service" },
    annotations: { summary: "12 errors of payment-service" },
    query: "level:ERROR service:payment-service",
    isOfMany: true,
    windowStartMs: NOW_MS - 360_000,
    startsAtMs: NOW_MS - 60_000,
    endsAtMs: null,
    value: 12,
    tellings: [{ receiver: "ops", state: "told" }],
    ...given,
  };
}

/** What `alert` shows of itself. */
export function makeView(given: Partial<AlertView> = {}): AlertView {
  const alerts = [...given.alerts ?? [makeAlert()]].sort(compareAlerts);
  const count = (wanted: string) => alerts.filter(({ severity }) => severity === wanted).length;
  const firing = {
    info: count("info"),
    warning: count("warning"),
    critical: count("critical"),
  };
  return {
    atMs: NOW_MS - 2000,
    progressMs: NOW_MS - 3000,
    problem: null,
    firing,
    rules: [],
    receivers: [],
    ...given,
    alerts,
  };
}

/** Keeps a change where `alert` does, alone. */
export async function writeChange(state: StateStore, given: Partial<KeptChange>): Promise<void> {
  const change: KeptChange = {
    ...{ fingerprint: "0123456789abcdef", rule: "Error rate", labels: {}, state: "firing" },
    ...{ windowEndMs: NOW_MS, value: 12, atMs: NOW_MS },
    ...given,
  };
  const value = { changes: [change] } as unknown as StateValue;
  await state.write(toHistoryKey(change.atMs), value, null);
}

/** Keeps it where `alert` does. */
export async function writeView(state: StateStore, view: AlertView): Promise<void> {
  const snapshot = new Snapshot(
    state,
    VIEW_PREFIX,
    (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
  );
  await snapshot.read();
  await snapshot.write(view as unknown as StateValue);
}
