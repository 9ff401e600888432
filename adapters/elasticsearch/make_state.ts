import { ConfigError, ConflictError } from "../../core/errors.ts";
import { ask } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { isConflict } from "./errors.ts";
import { refresh } from "./refresh.ts";
import { toFirst, writeLane } from "./state.ts";

/**
 * Makes the index of state, unless it is there. Where events are there and it is not (somebody removed it, or a
 * restored backup lacks it), its lanes begin behind what the events say: so all are found, and none that comes
 * gets a number that readers have passed.
 */
export async function ensureState(client: ElasticClient): Promise<void> {
  const { state, replicas } = client.settings;
  const path = `/${state}/_doc/store`;
  if (await client.find({ what: WHAT, reads: true, method: "GET", path }) !== null) return;
  await removeForeign(client);
  const settings = {
    number_of_shards: 1,
    number_of_replicas: replicas,
    hidden: true,
    refresh_interval: "1s",
  };
  const mappings = {
    dynamic: false,
    properties: { kind: { type: "keyword" }, events: { type: "long" } },
  };
  const body = { settings, mappings };
  await unlessThere(client.send({ what: WHAT, method: "PUT", path: `/${state}`, body }));
  for (const [partition, arrival] of await readArrivals(client)) {
    await unlessThere(writeLane(client, toFirst(partition, arrival), null));
  }
  const store = { kind: "store", id: crypto.randomUUID() };
  await unlessThere(
    client.send({
      what: WHAT,
      method: "PUT",
      path: `/${state}/_create/store`,
      query: { refresh: true },
      body: store,
    }),
  );
}

/**
 * Who wrote to an index that was gone had the server make one, which lacks the mapping. Throws ConfigError where
 * there is something else in it than ours.
 */
async function removeForeign(client: ElasticClient): Promise<void> {
  const { state } = client.settings;
  const path = `/${state}`;
  const found = await client.find<Record<string, StateIndex>>({
    what: WHAT,
    reads: true,
    method: "GET",
    path,
    query: { filter_path: "*.mappings.dynamic" },
  });
  if (found === null || Object.values(found)[0]?.mappings?.dynamic !== undefined) return;
  await refresh(client, { index: state });
  const query = { bool: { must_not: [{ terms: { kind: ["position", "store", "expired"] } }] } };
  const others = { what: WHAT, reads: true, method: "POST", path: `${path}/_count` } as const;
  if ((await client.send<{ count: number }>({ ...others, body: { query } })).count > 0) {
    const problem =
      `the index "${state}" was made by others, and has their documents; remove it, or keep ` +
      "LogFlow's names apart by LOGFLOW_NAMESPACE";
    throw new ConfigError([{ key: "ELASTICSEARCH_URL", problem }]);
  }
  await client.find({ what: WHAT, method: "DELETE", path });
}

interface StateIndex {
  readonly mappings?: { readonly dynamic?: string };
}

/** The number behind the last one that any event has, of each partition. */
async function readArrivals(client: ElasticClient): Promise<[partition: number, next: number][]> {
  await refresh(client);
  const aggs = {
    lanes: {
      terms: { field: "arrival.partition", size: PARTITIONS_MAX },
      aggs: { last: { max: { field: "arrival.offset" } } },
    },
  };
  const { aggregations } = await ask(client, { aggs }, { what: WHAT });
  const { buckets } = (aggregations?.["lanes"] ?? { buckets: [] }) as LaneCounts;
  return buckets.map(({ key, last }) => [key, last.value + 1]);
}

interface LaneCounts {
  readonly buckets: readonly { readonly key: number; readonly last: { readonly value: number } }[];
}

async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isConflict(error) && !(error instanceof ConflictError)) throw error;
  }
}

const WHAT = "prepare the log store";

/** Far more than a bus has. */
const PARTITIONS_MAX = 10_000;
