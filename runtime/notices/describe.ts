import type { Notice, NoticeAlert, Sample } from "../../core/alert/notice.ts";
import { tellTime } from "../../core/tell_time.ts";
import { escapeText } from "../escape_text.ts";
import { cutText } from "./bound_notice.ts";

/** A notice in words, for people. Every text is one harmless line, but not escaped for what shows it. */
export interface Description {
  /** Which rules, and whether they fire. */
  readonly title: string;
  /** As many as there are in the notice. */
  readonly alerts: readonly AlertDescription[];
  /** Who told whom; with the notice's id. */
  readonly footer: string;
}

/** One alert. */
export interface AlertDescription {
  /** Which rule, whether it fires and since when. */
  readonly heading: string;
  /** `name=text`; empty where there are none. */
  readonly labels: string;
  /** The rule's texts, the summary first, line by line. */
  readonly lines: readonly string[];
  /** The newest first. */
  readonly samples: readonly string[];
  /** Of http or https; null where there is none. */
  readonly link: string | null;
}

/** Puts a bounded notice into words. */
export function describe(notice: Notice): Description {
  return {
    title: toTitle(notice),
    alerts: notice.alerts.map(describeAlert),
    footer: `LogFlow, notice ${notice.id} for ${notice.receiver}`,
  };
}

/** What is to be said of alerts that are not shown; null where there are none. */
export function tellMore(count: number): string | null {
  return count === 0 ? null : `and ${count} more ${count === 1 ? "alert" : "alerts"}`;
}

function toTitle({ status, alerts, more }: Notice): string {
  const told = alerts.filter((alert) => alert.status === status);
  const rules = [...new Set((told.length > 0 ? told : alerts).map(toRuleName))];
  const names = rules.slice(0, TITLE_RULES_MAX).join(", ");
  const others = rules.length > TITLE_RULES_MAX ? ", …" : "";
  const count = told.length + more;
  const counted = count > 1 ? `, ${count} alerts` : "";
  return `${status === "firing" ? "Firing" : "Resolved"}: ${names}${others}${counted}`;
}

function toRuleName({ rule, severity }: NoticeAlert): string {
  return `${escapeText(rule)} (${severity})`;
}

function describeAlert(alert: NoticeAlert): AlertDescription {
  const { startsAtMs, endsAtMs, value, labels, annotations, samples, link } = alert;
  const over = endsAtMs === null ? "" : `, until ${toTime(endsAtMs)}`;
  const told = value === null ? "" : `, value ${Number(value.toPrecision(6))}`;
  const state = alert.status === "firing" ? "firing" : "resolved, fired";
  const pairs = Object.entries(labels).map(([name, text]) => `${name}=${text}`).join(", ");
  return {
    heading: `${toRuleName(alert)}: ${state} since ${toTime(startsAtMs)}${over}${told}`,
    labels: cutText(escapeText(pairs), LABELS_LENGTH_MAX),
    lines: toLines(annotations),
    samples: samples.map(toSampleLine),
    link: link !== null && /^https?:\/\//i.test(link) && URL.canParse(link)
      ? new URL(link).href
      : null,
  };
}

function toLines(annotations: NoticeAlert["annotations"]): string[] {
  const { summary, description, ...others } = annotations;
  const named = Object.entries(others).map(([name, text]) => `${name}: ${text}`);
  const texts = [summary, description, ...named].filter((text) => text !== undefined);
  const lines = texts.flatMap((text) => text.split(/\r\n|[\n\r]/)).map(escapeText);
  const shown: string[] = [];
  let left = LINES_LENGTH_MAX;
  for (const line of lines.slice(0, LINES_MAX)) {
    if (left < SHORT) break;
    const cut = cutText(line, left);
    left -= cut.length;
    shown.push(cut);
  }
  return shown;
}

function toSampleLine({ timestampMs, level, service, message }: Sample): string {
  const line = [tellTime(timestampMs), level, service, message].join(" ");
  return cutText(escapeText(line), SAMPLE_LINE_LENGTH_MAX);
}

function toTime(ms: number): string {
  return `${tellTime(ms).slice(0, "2026-01-01T00:00:00".length)}Z`;
}

const TITLE_RULES_MAX = 3;
const LABELS_LENGTH_MAX = 500;
const LINES_MAX = 30;
const LINES_LENGTH_MAX = 2000;
const SAMPLE_LINE_LENGTH_MAX = 600;
/** What is left of a line that is cut any shorter says nothing. */
const SHORT = 10;
