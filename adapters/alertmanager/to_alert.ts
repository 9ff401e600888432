import type { NoticeAlert } from "../../core/alert/notice.ts";
import { tellTime } from "../../core/tell_time.ts";

/** `postableAlert` of Alertmanager's api/v2/openapi.yaml. */
export interface PostableAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL?: string;
}

/**
 * An alert of a bounded notice that was made at `atMs`. Labels are what Alertmanager knows an alert by: `alertname`
 * (the rule), `severity` and the alert's own. One that fires ends at `firesUntilMs` unless it is told again before;
 * one that is over ended when it was.
 */
export function toAlert(
  alert: NoticeAlert,
  { atMs, firesUntilMs }: { readonly atMs: number; readonly firesUntilMs: number },
): PostableAlert {
  const { rule, severity, labels, link, startsAtMs, endsAtMs } = alert;
  const isOver = alert.status === "resolved";
  return {
    labels: toNamed({ alertname: rule, severity }, labels),
    annotations: toNamed({}, toAnnotations(alert)),
    startsAt: tellTime(startsAtMs),
    // Alertmanager refuses one that ends before it begins.
    endsAt: tellTime(Math.max(isOver ? endsAtMs ?? atMs : firesUntilMs, startsAtMs)),
    ...link !== null && URL.canParse(link) && { generatorURL: new URL(link).href },
  };
}

function toAnnotations({ annotations, value, samples }: NoticeAlert): Record<string, string> {
  const lines = samples.map(({ timestampMs, level, service, message }) =>
    `${tellTime(timestampMs)} ${level} ${service} ${message}`
  );
  return {
    ...annotations,
    ...value !== null && { value: String(value) },
    ...lines.length > 0 && { samples: lines.join("\n") },
  };
}

/** Names as Alertmanager takes them in every version; one that is taken gets a number, as the empty text no label. */
function toNamed(
  fixed: Readonly<Record<string, string>>,
  texts: Readonly<Record<string, string>>,
): Record<string, string> {
  const named = new Map(Object.entries(fixed));
  for (const [name, text] of Object.entries(texts)) {
    if (text === "") continue;
    const valid = name.replace(/[^a-zA-Z0-9_]/g, "_").replace(/^(?=\d|$)/, "_");
    let free = valid;
    for (let n = 2; named.has(free); n++) free = `${valid}_${n}`;
    named.set(free, text);
  }
  return Object.fromEntries(named);
}
