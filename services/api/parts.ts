import type { Context } from "@hono/hono";
import type { Aggregates } from "../../ports/log_store.ts";
import type { AggregateCache } from "./aggregate_cache.ts";
import type { Keyring } from "./access/keyring.ts";
import type { BytePool } from "./byte_pool.ts";
import type { Gate } from "../../runtime/gate.ts";
import { type Asked, withDeadline } from "./deadline.ts";
import type { Metrics } from "./metrics.ts";
import { orBadRequest } from "./problem.ts";
import { type ApiOptions, type ApiPorts, DEADLINE_MS } from "./ports.ts";

/** What every group of routes is given. */
export interface ApiParts {
  /** What the API needs from outside. */
  readonly ports: ApiPorts;
  /** With the actual port. */
  readonly options: ApiOptions;
  /** Counts of what is answered. */
  readonly metrics: Metrics;
  /** Finds the keys that callers send. */
  readonly keyring: Keyring;
  /** Room for the bodies of all pushes under way. */
  readonly bodies: BytePool;
  /** What asks the store enters before it does. */
  readonly searches: Gate;
  /** Counts, or knows what it counted before. */
  readonly aggregates: AggregateCache;
  /** Fires when requests under way are to end. */
  readonly stopping: AbortSignal;
  /** Fires before: when what has no end of its own is to end. */
  readonly closing: AbortSignal;
}

/** Runs the work of one request within its deadline; see {@linkcode withDeadline}. */
export function runRequest<T>(
  { options, stopping }: ApiParts,
  request: Asked,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  return withDeadline({ request, stopping, deadlineMs }, work);
}

/** The same for work that asks the store and makes an answer of it: only so much is done at once. */
export function runSearch<T>(
  parts: ApiParts,
  request: Asked,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return runRequest(parts, request, async (signal) => {
    using _ = await parts.searches.enter(signal);
    return await work(signal);
  });
}

/** What a route wants counted. */
export type Counting = Omit<Parameters<AggregateCache["count"]>[0], "isFresh">;

/** Counts for one request, which may ask for what is counted anew; the answer tells the age of what is known. */
export async function countFor(
  { aggregates }: ApiParts,
  c: Context,
  { signal, ...counting }: Counting & { readonly signal: AbortSignal },
): Promise<Aggregates> {
  const isFresh = /(^|[\s,])no-(cache|store)\b/i.test(c.req.header("cache-control") ?? "");
  const counted = await orBadRequest(() => aggregates.count({ ...counting, isFresh }, signal));
  if (counted.ageMs !== null) c.header("age", String(Math.floor(counted.ageMs / 1000)));
  return counted.aggregates;
}
