import type { PrunePolicy } from "../../ports/log_store.ts";
import { type AgeField, type IndexAge, readAges } from "./ages.ts";
import { block, unblock } from "./block.ts";
import type { ElasticClient } from "./client.ts";
import { isMissing } from "./errors.ts";
import { warnOfFields } from "./field_count.ts";
import { refresh } from "./refresh.ts";
import { type IndexSize, readSizes } from "./sizes.ts";
import { writeExpired } from "./state.ts";

/** Removes whole indices, each by its name; resolves to how many events went. */
export async function prune(client: ElasticClient, policy: PrunePolicy): Promise<number> {
  const { ingestedBeforeMs, happenedBeforeMs, bytesMax, signal } = policy;
  let gone = 0;
  if (ingestedBeforeMs !== null) {
    await warnOfFields(client);
    gone += await pruneOld(client, { by: "ingested_at", beforeMs: ingestedBeforeMs }, signal);
  }
  if (happenedBeforeMs !== null) {
    gone += await pruneOld(client, { by: "timestamp", beforeMs: happenedBeforeMs }, signal);
  }
  if (bytesMax !== null) gone += await pruneLarge(client, bytesMax, signal);
  return gone;
}

/** What is old. */
interface Bound {
  readonly by: AgeField;
  readonly beforeMs: number;
}

async function pruneOld(
  client: ElasticClient,
  bound: Bound,
  signal: AbortSignal | undefined,
): Promise<number> {
  let gone = 0;
  await refresh(client, { signal });
  const ages = await readAges(client, bound.by);
  const old = new Set(
    ages.filter(({ newestMs }) => newestMs < bound.beforeMs).map(({ name }) => name),
  );
  await unblockKept(client, ages.filter(({ name }) => !old.has(name)));
  for (const index of await readSizes(client)) {
    if (signal?.aborted) break;
    if (old.has(index.name)) gone += await remove(client, index, bound);
  }
  return gone;
}

/** A process that died while it removed an index left it so. */
async function unblockKept(client: ElasticClient, kept: readonly IndexAge[]): Promise<void> {
  for (const { name, isBlocked } of kept) {
    if (!isBlocked) continue;
    await unblock(client, name);
    client.settings.log(`The index "${name}" was blocked from writing: it can be written to again`);
  }
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
    gone += await remove(client, index, { by: "ingested_at", beforeMs: Infinity });
    bytes -= index.bytes;
  }
  return gone;
}

/**
 * Nothing can be written to the index any more when it is looked at for the last time, so no event goes that
 * came in between. Its events count as pruned before it is gone: said again, it is the same.
 */
async function remove(client: ElasticClient, index: IndexSize, bound: Bound): Promise<number> {
  const { name, uuid } = index;
  try {
    await block(client, name);
    await refresh(client, { index: name });
    const { events, newestMs } = await lookLast(client, name, bound.by);
    if (newestMs !== null && newestMs >= bound.beforeMs) {
      await unblock(client, name);
      return 0;
    }
    await writeExpired(client, uuid, events);
    await client.send({ what: `remove the index "${name}"`, method: "DELETE", path: `/${name}` });
    return events;
  } catch (error) {
    if (isMissing(error)) return 0; // Another process removed it.
    await unblock(client, name).catch(() => {}); // The next look at ages does it.
    throw error;
  }
}

async function lookLast(
  client: ElasticClient,
  name: string,
  by: AgeField,
): Promise<{ events: number; newestMs: number | null }> {
  const answer = await client.send<LastLook>({
    what: `count the events of "${name}"`,
    reads: true,
    method: "POST",
    path: `/${name}/_search`,
    query: { allow_partial_search_results: false },
    body: { size: 0, track_total_hits: true, aggs: { newest: { max: { field: by } } } },
  });
  return { events: answer.hits.total.value, newestMs: answer.aggregations.newest.value };
}

interface LastLook {
  readonly hits: { readonly total: { readonly value: number } };
  readonly aggregations: { readonly newest: { readonly value: number | null } };
}
