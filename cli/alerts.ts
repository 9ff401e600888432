import { printValue } from "../core/alert/print_value.ts";
import type { ShownAlert } from "../runtime/alerts/shown_alert.ts";
import type { ShownChange } from "../runtime/alerts/shown_change.ts";
import type { ShownWindow } from "../runtime/alerts/shown_rule.ts";
import { cutText } from "../runtime/notices/bound_notice.ts";
import type { Config } from "../runtime/config.ts";
import { escapeJson, escapeText } from "../runtime/escape_text.ts";
import type { AlertDesk } from "./alert_desk.ts";
import type { Context } from "./context.ts";
import { UsageError } from "./failure.ts";
import { toTable } from "./table.ts";

/** What `alerts` was asked for. */
export interface ListAlertsOptions {
  /** Also so many of the last changes; 0 = none. */
  readonly changes: number;
  /** One JSON object a line. */
  readonly json: boolean;
}

/** Prints what fires, and perhaps what became of it lately. */
export async function listAlerts(
  config: Config,
  { changes, json }: ListAlertsOptions,
  context: Context,
): Promise<void> {
  const { stdout, stderr } = context.process;
  await using desk = await openDesk(config, context);
  const { alerts, problem } = await desk.list();
  const history = changes === 0 ? [] : await desk.history(changes);
  if (problem !== null) stderr.write(`logflow: ${escapeText(problem)}\n`);
  if (json) {
    for (const line of [...alerts, ...history]) {
      stdout.write(`${escapeJson(JSON.stringify(line))}\n`);
    }
    return;
  }
  if (alerts.length > 0) stdout.write(toTable(ALERT_HEADINGS, alerts.map(toAlertRow)));
  else stderr.write("Nothing fires\n");
  if (changes === 0) return;
  if (alerts.length > 0) stdout.write("\n");
  if (history.length > 0) stdout.write(toTable(CHANGE_HEADINGS, history.map(toChangeRow)));
  else stderr.write("Nothing fired in the last 30 days\n");
}

/** Prints why a rule fires, or does not. */
export async function explainRule(
  config: Config,
  { rule, json }: { readonly rule: string; readonly json: boolean },
  context: Context,
): Promise<void> {
  const { stdout } = context.process;
  await using desk = await openDesk(config, context);
  const found = await desk.why(rule);
  if (typeof found === "string") {
    throw new Error(`Cannot tell how rule "${escapeText(rule)}" does: it is not watched. ${found}`);
  }
  if (json) return void stdout.write(`${escapeJson(JSON.stringify(found))}\n`);
  stdout.write(`${escapeText(found.verdict)}\n`);
  for (const { events, reason, advice } of found.uncounted) {
    stdout.write(`${events} events were not counted (${reason}): ${advice}\n`);
  }
  if (found.windows.length > 0) {
    stdout.write(`\n${toTable(WINDOW_HEADINGS, found.windows.map(toWindowRow))}`);
  }
}

/** Which alert, and what is said of it. */
export interface AcknowledgeOptions {
  /** As `alerts` shows it. */
  readonly fingerprint: string;
  /** Perhaps empty. */
  readonly comment: string;
}

/** Acknowledges an alert. */
export async function acknowledgeAlert(
  config: Config,
  { fingerprint, comment }: AcknowledgeOptions,
  context: Context,
): Promise<void> {
  refuseOther(fingerprint);
  if ([...comment].length > COMMENT_LENGTH_MAX) {
    throw new UsageError(`--comment: give at most ${COMMENT_LENGTH_MAX} characters`);
  }
  await using desk = await openDesk(config, context);
  const alert = await desk.acknowledge(fingerprint, comment);
  if (alert === null) {
    throw new Error(
      `Cannot acknowledge ${fingerprint}: it does not fire; \`alerts\` shows what does`,
    );
  }
  const shown = escapeText(`${alert.rule} ${toLabelText(alert.labels)}`.trim());
  context.process.stdout.write(`${shown} is acknowledged: nobody is told of it until it is over\n`);
}

/** Takes back that an alert is acknowledged. */
export async function unacknowledgeAlert(
  config: Config,
  fingerprint: string,
  context: Context,
): Promise<void> {
  refuseOther(fingerprint);
  await using desk = await openDesk(config, context);
  if (!await desk.unacknowledge(fingerprint)) {
    throw new Error(`Cannot take ${fingerprint} back: it is not acknowledged`);
  }
  context.process.stdout.write(`${fingerprint} is not acknowledged any more\n`);
}

/** At an API, or the state store itself, whether an `api` runs or not. */
async function openDesk(config: Config, context: Context): Promise<AlertDesk> {
  if (config.remote !== null) return (await import("./api_alerts.ts")).openApiAlerts(config.remote);
  return await (await import("./alert_desk.ts")).openStateAlerts(config, context.log("alerts"));
}

function refuseOther(fingerprint: string): void {
  if (/^[0-9a-f]{16}$/.test(fingerprint)) return;
  throw new UsageError("FINGERPRINT: give 16 digits, 0–9 and a–f, as `alerts` shows them");
}

const ALERT_HEADINGS = ["SEVERITY", "RULE", "LABELS", "SINCE", "VALUE", "TOLD", "FINGERPRINT"];

function toAlertRow(alert: ShownAlert): string[] {
  const { severity, rule, labels, started_at, value, fingerprint } = alert;
  return [
    ...[severity, rule, toLabelText(labels), toTimeText(started_at), printValue(value)],
    toTold(alert),
    fingerprint,
  ];
}

/** Who is told of it. */
function toTold({ acknowledged, silenced, told }: ShownAlert): string {
  if (acknowledged !== null) return `no: acknowledged by ${acknowledged.by}`;
  if (silenced !== null) return `no: silenced to ${toTimeText(silenced.to)}`;
  if (told.length === 0) return "no: its rule names no receiver";
  return told.map(({ receiver, state }) => `${receiver}${TOLD[state]}`).join(", ");
}

const TOLD: Readonly<Record<ShownAlert["told"][number]["state"], string>> = {
  told: "",
  waiting: " (not yet)",
  failing: " (takes nothing)",
  unknown: " (unknown)",
};

const CHANGE_HEADINGS = ["AT", "STATE", "RULE", "LABELS", "VALUE", "FINGERPRINT"];

function toChangeRow({ window_end, state, rule, labels, value, fingerprint }: ShownChange) {
  const at = toTimeText(window_end);
  return [at, state, rule, toLabelText(labels), printValue(value), fingerprint];
}

const WINDOW_HEADINGS = ["WINDOW ENDED", "NEAREST VALUE", "OF", "HELD IN", "OF GROUPS"];

function toWindowRow({ end, value, labels, held, groups }: ShownWindow): string[] {
  const nearest = [toTimeText(end), printValue(value), toLabelText(labels)];
  return [...nearest, String(held), String(groups)];
}

/** Of a table, whose rows are as long as its longest. */
function toLabelText(labels: Readonly<Record<string, string>>): string {
  const text = Object.entries(labels).map(([name, text]) => `${name}=${text}`).join(" ");
  return cutText(text, LABELS_LENGTH_MAX);
}

const LABELS_LENGTH_MAX = 100;

/** To the second, UTC. */
function toTimeText(iso: string): string {
  return iso.replace("T", " ").replace(/\.\d+Z$/, "");
}

const COMMENT_LENGTH_MAX = 1000;
