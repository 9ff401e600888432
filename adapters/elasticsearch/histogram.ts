import type { AggregateRequest, Bucket, Filter } from "../../ports/log_store.ts";
import { ask, type AskOptions } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { allOf, type Dsl } from "./dsl.ts";
import { type Terms, toValues } from "./facet.ts";

/** How a histogram is asked for. */
export type HistogramRequest = NonNullable<AggregateRequest["histogram"]>;

/** Times of the first and the last match; null where there is none. */
export interface Bounds {
  /** Epoch milliseconds. */
  readonly firstMs: number | null;
  /** Epoch milliseconds. */
  readonly lastMs: number | null;
}

/** Buckets [k × intervalMs, (k + 1) × intervalMs) for each k from `start` on. */
export interface Span {
  /** Of the first bucket. */
  readonly start: number;
  /** How many. */
  readonly count: number;
  /** Length of each. */
  readonly intervalMs: number;
}

/** Throws RangeError on an unusable interval, and where the filter alone makes too many buckets. */
export function checkSpan(histogram: HistogramRequest, filter: Filter): void {
  const { intervalMs } = histogram;
  if (!Number.isInteger(intervalMs) || intervalMs < 1) {
    throw new RangeError(`Cannot count by time: an interval of ${intervalMs} ms is below 1`);
  }
  toSpan({ firstMs: null, lastMs: null }, { histogram, filter });
}

/** The buckets of the filter's times, on an open side up to the last match. Throws RangeError on too many. */
export function toSpan(
  { firstMs, lastMs }: Bounds,
  { histogram: { intervalMs }, filter: { fromMs, toMs } }: {
    readonly histogram: HistogramRequest;
    readonly filter: Filter;
  },
): Span {
  const first = fromMs ?? firstMs;
  const last = toMs === null ? lastMs : toMs - 1;
  if (first === null || last === null || last < first) return { start: 0, count: 0, intervalMs };
  const start = Math.floor(first / intervalMs);
  const count = Math.floor(last / intervalMs) - start + 1;
  if (count <= BUCKETS_MAX) return { start, count, intervalMs };
  throw new RangeError(
    `Cannot count by time: ${count} buckets are more than ${BUCKETS_MAX}; choose a longer interval`,
  );
}

/** What to count by time. */
export interface BucketsRequest {
  /** Which documents. */
  readonly query: Dsl;
  /** Which buckets. */
  readonly span: Span;
  /** By whose values each bucket is split; its `path` is null where no document has the field. */
  readonly by: { readonly path: string | null } | null;
  /** How to ask. */
  readonly options: AskOptions;
}

/** All buckets of the span, empty ones too; asked for in parts that the server gives in one answer. */
export async function countBuckets(
  client: ElasticClient,
  { query, span, by, options }: BucketsRequest,
): Promise<Bucket[]> {
  const { start, count, intervalMs } = span;
  const buckets: Bucket[] = Array.from({ length: count }, (_, i) => ({
    startMs: (start + i) * intervalMs,
    count: 0,
    by: by && {},
  }));
  const part = by === null ? BUCKETS_MAX : SPLIT_BUCKETS_MAX;
  for (let at = 0; at < count; at += part) {
    const times = {
      gte: (start + at) * intervalMs,
      lt: (start + Math.min(at + part, count)) * intervalMs,
      format: "epoch_millis",
    };
    const within = allOf([query, { range: { timestamp: times } }]);
    const { aggregations } = await ask(
      client,
      { query: within, aggs: toAggs(intervalMs, by) },
      options,
    );
    const { times: found } = (aggregations ?? {}) as { times?: { buckets: readonly TimeBucket[] } };
    for (const { key, doc_count, values } of found?.buckets ?? []) {
      buckets[Math.round(key / intervalMs) - start] = {
        startMs: key,
        count: doc_count,
        by: by && toSplit(values),
      };
    }
  }
  return buckets;
}

interface TimeBucket {
  readonly key: number;
  readonly doc_count: number;
  readonly values?: Terms;
}

function toAggs(intervalMs: number, by: BucketsRequest["by"]): Dsl {
  const times = { field: "timestamp", fixed_interval: `${intervalMs}ms`, min_doc_count: 1 };
  const split = by?.path
    ? {
      values: { terms: { field: by.path, size: SPLIT_VALUES_MAX, shard_size: SPLIT_VALUES_MAX } },
    }
    : null;
  return { times: { date_histogram: times, ...(split && { aggs: split }) } };
}

function toSplit(values: Terms | undefined): Record<string, number> {
  if (values === undefined) return {};
  const found = toValues(values, SPLIT_VALUES_MAX);
  return Object.fromEntries(found.map(({ value, count }) => [value, count]));
}

const BUCKETS_MAX = 10_000;

/** Split by level they stay below what a server gives in one answer (`search.max_buckets`, 65,535). */
const SPLIT_BUCKETS_MAX = 5000;

/** Different values within one bucket. */
const SPLIT_VALUES_MAX = 10_000;
