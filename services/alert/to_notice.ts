import type { ActiveAlert } from "../../core/alert/active_alert.ts";
import type { Draft } from "../../core/alert/dispatcher.ts";
import {
  type Notice,
  type NoticeAlert,
  type Sample,
  SAMPLE_LENGTH_MAX,
  SAMPLES_MAX,
} from "../../core/alert/notice.ts";
import type { LogEvent } from "../../core/event.ts";
import { parseQuery } from "../../core/query/parse_query.ts";
import { within } from "../../runtime/within.ts";
import type { AlertPorts } from "./ports.ts";

/** The notice of a draft: its alerts with a link and, of the first that fire, some of their events. */
export async function toNotice(
  { id, receiver, group, isFiring, alerts, more }: Draft,
  ports: Pick<AlertPorts, "store" | "publicUrl" | "now">,
): Promise<Notice> {
  const atMs = ports.now();
  const shown: NoticeAlert[] = [];
  let left = SAMPLED_MAX;
  for (const alert of alerts) {
    const isSampled = alert.endsAtMs === null && left-- > 0;
    const samples = isSampled ? await findSamples(alert, ports, atMs) : [];
    shown.push(toShown(alert, { samples, publicUrl: ports.publicUrl, atMs }));
  }
  const status = isFiring ? "firing" : "resolved";
  return { id, receiver, group, status, atMs, alerts: shown, more };
}

function toShown(
  alert: ActiveAlert,
  { samples, publicUrl, atMs }: {
    readonly samples: readonly Sample[];
    readonly publicUrl: string | null;
    readonly atMs: number;
  },
): NoticeAlert {
  const { query, receivers: _, windowStartMs, ...known } = alert;
  const from = new Date(windowStartMs).toISOString();
  const to = new Date(Math.max(alert.endsAtMs ?? atMs, alert.startsAtMs)).toISOString();
  const link = publicUrl && `${publicUrl}/?${new URLSearchParams({ q: query, from, to })}`;
  return { ...known, status: alert.endsAtMs === null ? "firing" : "resolved", link, samples };
}

/** A store that cannot answer soon keeps nobody from being told. */
async function findSamples(
  { query, windowStartMs, startsAtMs }: ActiveAlert,
  { store }: Pick<AlertPorts, "store">,
  atMs: number,
): Promise<Sample[]> {
  const giveUp = new AbortController();
  const filter = {
    query: parseQuery(query, atMs),
    fromMs: windowStartMs,
    toMs: Math.max(startsAtMs, atMs),
  };
  const request = { filter, order: "newest", limit: SAMPLES_MAX, cursor: null } as const;
  const searching = store.search({ ...request, signal: giveUp.signal })
    .then(({ events }) => events.map(toSample), () => []);
  const found = await within(SEARCH_MS, searching, []);
  giveUp.abort();
  return found;
}

function toSample({ timestampMs, level, service, message }: LogEvent): Sample {
  const isCut = message.length > SAMPLE_LENGTH_MAX;
  const text = isCut ? `${message.slice(0, SAMPLE_LENGTH_MAX - 1)}…` : message;
  return { timestampMs, level, service, message: text };
}

/** Alerts of one notice whose events are looked for. */
const SAMPLED_MAX = 5;

const SEARCH_MS = 2000;
