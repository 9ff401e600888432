import type { Notice, NoticeAlert } from "../../core/alert/notice.ts";
import { tellTime } from "../../core/tell_time.ts";

/** A notice as a webhook gets it, see docs/alerting.md: what is there stays as it is under the same version. */
export interface WebhookBody {
  readonly version: 1;
  readonly id: string;
  readonly receiver: string;
  readonly group: string;
  readonly status: "firing" | "resolved";
  /** Times are ISO 8601 in UTC. */
  readonly at: string;
  readonly alerts: readonly WebhookAlert[];
  /** Alerts that are not in `alerts`. */
  readonly more: number;
}

/** One alert. */
export interface WebhookAlert {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: string;
  readonly status: "firing" | "resolved";
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly starts_at: string;
  readonly ends_at: string | null;
  readonly value: number | null;
  readonly link: string | null;
  readonly samples: readonly WebhookSample[];
}

/** One event. */
export interface WebhookSample {
  readonly timestamp: string;
  readonly level: string;
  readonly service: string;
  readonly message: string;
}

/** JSON of a bounded notice, at most {@linkcode BODY_LENGTH_MAX} characters: with fewer alerts where it would be more. */
export function toBody(notice: Notice): string {
  for (let count = notice.alerts.length;; count = Math.floor(count / 2)) {
    const body = JSON.stringify(toWebhookBody(notice, count));
    if (body.length <= BODY_LENGTH_MAX || count <= 1) return body;
  }
}

function toWebhookBody(notice: Notice, count: number): WebhookBody {
  const { id, receiver, group, status, atMs, alerts, more } = notice;
  const shown = alerts.slice(0, count);
  return {
    ...{ version: 1, id, receiver, group, status, at: tellTime(atMs) },
    alerts: shown.map(toWebhookAlert),
    more: more + alerts.length - shown.length,
  };
}

function toWebhookAlert(alert: NoticeAlert): WebhookAlert {
  const { fingerprint, rule, severity, status, labels, annotations, value, link } = alert;
  return {
    ...{ fingerprint, rule, severity, status, labels, annotations },
    starts_at: tellTime(alert.startsAtMs),
    ends_at: alert.endsAtMs === null ? null : tellTime(alert.endsAtMs),
    ...{ value, link },
    samples: alert.samples.map(({ timestampMs, level, service, message }) => ({
      ...{ timestamp: tellTime(timestampMs), level, service, message },
    })),
  };
}

/** One alert of the largest kind is below it. */
export const BODY_LENGTH_MAX = 1024 * 1024;
