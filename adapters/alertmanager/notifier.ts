import type { Notifier } from "../../ports/notifier.ts";
import { boundNotice } from "../../runtime/notices/bound_notice.ts";
import { post, type PostOptions } from "../../runtime/notices/post.ts";
import { toBasic } from "../../runtime/notices/to_basic.ts";
import { toAlerts } from "./to_alerts.ts";

/** Which Alertmanager to tell. */
export interface AlertmanagerOptions {
  /** Of http or https, before `/api/v2`, without name and password. */
  readonly url: string;
  /** Basic authentication; null = none. */
  readonly login: { readonly username: string; readonly password: string } | null;
  /** The authority to trust, as PEM; null = the system's. */
  readonly ca: string | null;
  /** How often an alert that fires is told again; it is over for Alertmanager after four times as long without. */
  readonly repeatMs: number;
  /** For tests. */
  readonly options?: PostOptions;
}

/** Tells Prometheus Alertmanager, which tells people. Groups of notices mean nothing to it: it makes its own. */
export function openAlertmanagerNotifier(given: AlertmanagerOptions): Notifier {
  const { login, ca, repeatMs, options = {} } = given;
  const { now = Date.now } = options;
  const url = `${given.url.replace(/\/+$/, "")}/api/v2/alerts`;
  const headers = toBasic(login);
  return {
    async send(notice, signal) {
      const firesUntilMs = now() + Math.max(REPEATS * repeatMs, FIRES_MS_MIN);
      const body = JSON.stringify(toAlerts(boundNotice(notice), firesUntilMs));
      await post({ url, body, headers, ca }, signal, options);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** As Prometheus has it: three may be lost. */
const REPEATS = 4;

/** Longer than another `alert` takes to stand in for one that died. */
const FIRES_MS_MIN = 5 * 60_000;
