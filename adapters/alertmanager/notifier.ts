import type { Notifier } from "../../ports/notifier.ts";
import { openDeadline } from "../../runtime/notices/open_deadline.ts";
import { post, type PostOptions } from "../../runtime/notices/post.ts";
import { toBasic } from "../../runtime/notices/to_basic.ts";
import { toConnectionError } from "../../runtime/notices/translate_error.ts";
import { toBodies } from "./to_bodies.ts";

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
  /** For tests; the time is that of a notice. */
  readonly options?: PostOptions;
}

/**
 * Tells Prometheus Alertmanager, which tells people. Groups of notices mean nothing to it: it makes its own. A notice
 * of many alerts goes in several requests; where one fails all go again, which does no harm.
 */
export function openAlertmanagerNotifier(given: AlertmanagerOptions): Notifier {
  const { login, ca, repeatMs, options = {} } = given;
  const { timeoutMs = TIMEOUT_MS, ...others } = options;
  const { now = Date.now } = others;
  const url = `${given.url.replace(/\/+$/, "")}/api/v2/alerts`;
  const { origin } = new URL(url);
  const headers = toBasic(login);
  return {
    async send(notice, signal) {
      const firesUntilMs = now() + Math.max(REPEATS * repeatMs, FIRES_MS_MIN);
      using deadline = openDeadline(timeoutMs, signal);
      try {
        for (const body of toBodies(notice, firesUntilMs)) {
          await post({ url, body, headers, ca }, deadline.signal, others);
        }
      } catch (error) {
        signal.throwIfAborted();
        if (!deadline.signal.aborted) throw error;
        const what = `Cannot post a notice of ${notice.alerts.length} alerts to "${origin}"`;
        throw toConnectionError(deadline.signal.reason, what);
      }
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** For all requests of a notice; a notifier has 30 s. */
const TIMEOUT_MS = 28_000;

/** As Prometheus has it: three may be lost. */
const REPEATS = 4;

/** Longer than another `alert` takes to stand in for one that died. */
const FIRES_MS_MIN = 5 * 60_000;
