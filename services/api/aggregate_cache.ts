import { narrowTimes } from "../../core/query/narrow_times.ts";
import { printQuery } from "../../core/query/print_query.ts";
import { CACHE_BYTES_MAX, CACHE_MS_MAX } from "../../ports/cache.ts";
import type { AggregateRequest, Aggregates } from "../../ports/log_store.ts";
import type { Gate } from "../../runtime/gate.ts";
import { sha256 } from "../../runtime/sha256.ts";
import { SharedWork } from "../../runtime/shared_work.ts";
import type { ApiPorts } from "./ports.ts";

/** What is to be counted. */
export interface Counting {
  /** As for the store. */
  readonly request: Omit<AggregateRequest, "signal">;
  /** Whether each value of a field is counted, which takes much memory. */
  readonly isSplit: boolean;
  /** Whether it is to be counted anew, whatever is known. */
  readonly isFresh: boolean;
}

/** What was counted. */
export interface Counted {
  /** As the store gave them. */
  readonly aggregates: Aggregates;
  /** How long ago; null = just now. */
  readonly ageMs: number | null;
}

/** Counts, and knows what it counted of times that are over for {@linkcode KEPT_MS}. */
export interface AggregateCache {
  /** Throws as the store does, and the signal's reason. */
  count(counting: Counting, signal: AbortSignal): Promise<Counted>;
  /** Nothing that was counted before is of use: events were removed. */
  forget(): Promise<void>;
}

/** What it works with. */
export interface AggregateCacheParts {
  /** Count, keep, and tell the time. */
  readonly ports: Pick<ApiPorts, "store" | "cache" | "now">;
  /** Entered before the store is asked. */
  readonly searches: Gate;
  /** Entered before that by what is split. */
  readonly splits: Gate;
}

/** Makes one. Those that share a cache share what they counted. */
export function createAggregateCache(parts: AggregateCacheParts): AggregateCache {
  const { cache, now } = parts.ports;
  const shared = new SharedWork<Aggregates>();
  return {
    async count(counting, signal) {
      const { request, isFresh } = counting;
      if (!isOver(request, now())) {
        return { aggregates: await ask(parts, counting, signal), ageMs: null };
      }
      const epoch = await cache.increment(EPOCH, 0, CACHE_MS_MAX);
      const key = `aggregates/${VERSION}/${epoch}/${await toDigest(request)}`;
      const kept = isFresh ? null : parseKept(await cache.get(key), now());
      if (kept !== null) return kept;
      const work = async (signal: AbortSignal) => {
        const aggregates = await ask(parts, counting, signal);
        const value = printKept(aggregates, now());
        if (value !== null) await cache.set(key, value, KEPT_MS);
        return aggregates;
      };
      // What somebody else asks may have been begun before what this caller knows of was stored.
      const aggregates = await (isFresh ? work(signal) : shared.run(key, work, signal));
      return { aggregates, ageMs: null };
    },
    async forget() {
      await cache.increment(EPOCH, 1, CACHE_MS_MAX);
    },
  };
}

async function ask(
  { ports: { store }, searches, splits }: AggregateCacheParts,
  { request, isSplit }: Counting,
  signal: AbortSignal,
): Promise<Aggregates> {
  using _split = isSplit ? await splits.enter(signal) : null;
  using _search = await searches.enter(signal);
  return await store.aggregate({ ...request, signal });
}

/** Whether hardly anything of these times is still to come. */
function isOver({ filter }: Counting["request"], nowMs: number): boolean {
  const { fromMs, toMs } = narrowTimes(filter);
  return fromMs !== null && toMs !== null && toMs <= nowMs - OVER_MS;
}

/** The same for the same question, however its query is written. */
async function toDigest(
  { filter, histogram, facets, stats }: Counting["request"],
): Promise<string> {
  const { query, fromMs, toMs } = filter;
  const question = [printQuery(query), fromMs, toMs, histogram, facets, stats ?? null];
  return (await sha256(JSON.stringify(question))).toHex();
}

/** Null = it is too long to be kept, or would not come back as it is. */
function printKept(aggregates: Aggregates, atMs: number): string | null {
  const isJson = (aggregates.stats ?? []).every(({ values }) => values.every(isJsonNumber));
  if (!isJson) return null;
  const text = JSON.stringify({ at: atMs, aggregates });
  const isShort = text.length <= CACHE_BYTES_MAX / 3 ||
    new TextEncoder().encode(text).length <= CACHE_BYTES_MAX;
  return isShort ? text : null;
}

function isJsonNumber(value: number | null): boolean {
  return value === null || Number.isFinite(value);
}

/** Null = there is none, or it is not one of ours. */
function parseKept(text: string | null, nowMs: number): Counted | null {
  if (text === null) return null;
  try {
    const { at, aggregates } = JSON.parse(text);
    const isWhole = typeof at === "number" && typeof aggregates?.count === "number";
    return isWhole ? { aggregates, ageMs: Math.max(0, nowMs - at) } : null;
  } catch {
    return null;
  }
}

/** So long it is told what was counted, though some of it may be removed, or more have arrived. */
const KEPT_MS = 60_000;

/** What happened so long ago has arrived, as a rule. */
const OVER_MS = 5 * 60_000;

/** Counts the removals. It may vanish, long after what was counted before. */
const EPOCH = "aggregates/epoch";

/** Of what is kept: another version of the program may share the cache. */
const VERSION = 1;
