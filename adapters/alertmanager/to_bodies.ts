import type { Notice } from "../../core/alert/notice.ts";
import { boundAlert } from "../../runtime/notices/bound_notice.ts";
import { toAlert } from "./to_alert.ts";

/**
 * The alerts of a notice in JSON, in their order, as bodies of at most {@linkcode BODY_ALERTS_MAX} alerts and
 * {@linkcode BODY_BYTES_MAX} bytes each, made one after the other. Alerts that fire are over at `firesUntilMs`.
 */
export function* toBodies(notice: Notice, firesUntilMs: number): Generator<string> {
  let texts: string[] = [];
  let bytes = 0;
  for (const alert of notice.alerts) {
    const text = JSON.stringify(toAlert(boundAlert(alert), { atMs: notice.atMs, firesUntilMs }));
    const length = encoder.encode(text).length + 1; // And a comma, or bracket.
    if (texts.length === BODY_ALERTS_MAX || bytes + length >= BODY_BYTES_MAX) {
      yield `[${texts}]`;
      [texts, bytes] = [[], 0];
    }
    texts.push(text);
    bytes += length;
  }
  yield `[${texts}]`;
}

const encoder = new TextEncoder();

/** Proxies before an Alertmanager take as much; one alert of the largest kind is below it. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** Of one request. */
export const BODY_ALERTS_MAX = 1000;
