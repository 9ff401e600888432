import type { PrunePolicy } from "../../ports/log_store.ts";
import { ask } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { warnOfFields } from "./field_count.ts";
import { isMissing } from "./errors.ts";
import { refresh } from "./refresh.ts";
import { type IndexSize, readSizes } from "./sizes.ts";
import { writeExpired } from "./state.ts";

/** Removes whole indices, each by its name; resolves to how many events went. */
export async function prune(client: ElasticClient, policy: PrunePolicy): Promise<number> {
  const { ingestedBeforeMs, bytesMax } = policy;
  let gone = 0;
  if (ingestedBeforeMs !== null) {
    await warnOfFields(client);
    gone += await pruneOld(client, ingestedBeforeMs, policy.signal);
  }
  if (bytesMax !== null) gone += await pruneLarge(client, bytesMax, policy.signal);
  return gone;
}

async function pruneOld(
  client: ElasticClient,
  beforeMs: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  let gone = 0;
  await refresh(client, signal);
  const newest = await readNewest(client);
  for (const index of await readSizes(client)) {
    if (signal?.aborted) break;
    const newestMs = newest.get(index.name);
    if (newestMs !== undefined && newestMs < beforeMs) {
      gone += await remove(client, index, beforeMs);
    }
  }
  return gone;
}

async function pruneLarge(
  client: ElasticClient,
  bytesMax: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  const sizes = await readSizes(client);
  let bytes = sizes.reduce((sum, index) => sum + index.bytes, 0);
  let gone = 0;
  for (const index of sizes.slice(0, -1)) {
    if (bytes <= bytesMax || signal?.aborted) break;
    gone += await remove(client, index, Infinity);
    bytes -= index.bytes;
  }
  return gone;
}

/** When the newest event of each index was ingested. */
async function readNewest(client: ElasticClient): Promise<Map<string, number>> {
  const answer = await ask(client, {
    aggs: {
      indices: {
        terms: { field: "_index", size: INDICES_MAX },
        aggs: { newest: { max: { field: "ingested_at" } } },
      },
    },
  }, { what: "find old events" });
  const { indices } = (answer.aggregations ?? {}) as {
    indices?: { buckets: readonly IndexBucket[] };
  };
  return new Map(indices?.buckets.map(({ key, newest }) => [key, newest.value]));
}

interface IndexBucket {
  readonly key: string;
  readonly newest: { readonly value: number };
}

/**
 * Nothing can be written to the index any more when it is looked at for the last time, so no event goes that
 * came in between. Its events count as pruned before it is gone: said again, it is the same.
 */
async function remove(client: ElasticClient, index: IndexSize, beforeMs: number): Promise<number> {
  const path = `/${index.name}`;
  const what = `remove the index "${index.name}"`;
  try {
    await client.send({ what, method: "PUT", path: `${path}/_block/write` });
    await client.send({ what, method: "POST", path: `${path}/_refresh` });
    const { events, newestMs } = await lookLast(client, index.name);
    if (newestMs !== null && newestMs >= beforeMs) {
      const body = { "index.blocks.write": null };
      await client.send({ what, method: "PUT", path: `${path}/_settings`, body });
      return 0;
    }
    await writeExpired(client, index.uuid, events);
    await client.send({ what, method: "DELETE", path });
    return events;
  } catch (error) {
    if (isMissing(error)) return 0; // Another process removed it.
    throw error;
  }
}

async function lookLast(
  client: ElasticClient,
  name: string,
): Promise<{ events: number; newestMs: number | null }> {
  const answer = await client.send<LastLook>({
    what: `count the events of "${name}"`,
    reads: true,
    method: "POST",
    path: `/${name}/_search`,
    query: { allow_partial_search_results: false },
    body: { size: 0, track_total_hits: true, aggs: { newest: { max: { field: "ingested_at" } } } },
  });
  return { events: answer.hits.total.value, newestMs: answer.aggregations.newest.value };
}

interface LastLook {
  readonly hits: { readonly total: { readonly value: number } };
  readonly aggregations: { readonly newest: { readonly value: number | null } };
}

/** Nearly thirty years of days. */
const INDICES_MAX = 10_000;
