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
import { tellTime } from "../../core/tell_time.ts";
import { within } from "../../runtime/within.ts";
import type { AlertPorts } from "./ports.ts";

/**
 * The notices of drafts: their alerts with links and, of the first that fire, some of their events. A store that
 * cannot answer soon keeps nobody from being told: all are there within 2 s.
 */
export async function toNotices(
  drafts: readonly Draft[],
  ports: Pick<AlertPorts, "store" | "publicUrl" | "now">,
): Promise<Notice[]> {
  const atMs = ports.now();
  const firing = drafts.flatMap(({ alerts }) => alerts)
    .filter(({ endsAtMs, isOfMany }) => endsAtMs === null && isOfMany);
  const sampled = [...new Set(firing)].slice(0, SAMPLED_MAX);
  const samples = new Map<ActiveAlert, readonly Sample[]>();
  await Promise.all(sampled.map(async (alert) => {
    samples.set(alert, await findSamples(alert, ports, atMs));
  }));
  const { publicUrl } = ports;
  return drafts.map(({ id, receiver, group, isFiring, alerts, more }) => ({
    ...{ id, receiver, group, status: isFiring ? "firing" : "resolved", atMs, more },
    alerts: alerts.map((alert) =>
      toShown(alert, { samples: samples.get(alert) ?? [], publicUrl, atMs })
    ),
  }));
}

function toShown(
  alert: ActiveAlert,
  { samples, publicUrl, atMs }: {
    readonly samples: readonly Sample[];
    readonly publicUrl: string | null;
    readonly atMs: number;
  },
): NoticeAlert {
  const { query, receivers: _, windowStartMs, isOfMany: __, ...known } = alert;
  const from = tellTime(windowStartMs);
  const to = tellTime(Math.max(alert.endsAtMs ?? atMs, alert.startsAtMs));
  const isLinked = publicUrl !== null && query.length <= LINK_QUERY_MAX;
  const link = isLinked ? `${publicUrl}/?${new URLSearchParams({ q: query, from, to })}` : null;
  return { ...known, status: alert.endsAtMs === null ? "firing" : "resolved", link, samples };
}

/** None where the store cannot tell within 2 s, or the query is longer than one may be. */
async function findSamples(
  { query, windowStartMs, startsAtMs }: ActiveAlert,
  { store }: Pick<AlertPorts, "store">,
  atMs: number,
): Promise<Sample[]> {
  const giveUp = new AbortController();
  const search = async () => {
    const toMs = Math.max(startsAtMs, atMs);
    const filter = { query: parseQuery(query, atMs), fromMs: windowStartMs, toMs };
    const request = { filter, order: "newest", limit: SAMPLES_MAX, cursor: null } as const;
    const { events } = await store.search({ ...request, signal: giveUp.signal });
    return events.map(toSample);
  };
  const searching = search().catch(() => []);
  const found = await within(SEARCH_MS, searching, []);
  giveUp.abort();
  return found;
}

function toSample({ timestampMs, level, service, message }: LogEvent): Sample {
  const isCut = message.length > SAMPLE_LENGTH_MAX;
  const text = isCut ? `${message.slice(0, SAMPLE_LENGTH_MAX - 1)}…` : message;
  return { timestampMs, level, service, message: text };
}

/** Alerts whose events are looked for, of all notices that are made at once. */
const SAMPLED_MAX = 10;

/** A longer one makes an address that browsers and mail programs do not take. */
const LINK_QUERY_MAX = 1500;

const SEARCH_MS = 2000;
