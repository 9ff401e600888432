import { ask } from "./ask.ts";
import type { ElasticClient } from "./client.ts";
import { isOwnIndex, toDayEndMs } from "./index_names.ts";

/** By which of its times an event is old. */
export type AgeField = "ingested_at" | "timestamp";

/** What tells whether an index of events is old. */
export interface IndexAge {
  /** Ends with its day. */
  readonly name: string;
  /** The latest time of its events; where it has none, when it was made or its day ends, what is later. */
  readonly newestMs: number;
  /** Nothing can be written to it. */
  readonly isBlocked: boolean;
}

/** Of each index of events. They must have been refreshed. */
export async function readAges(client: ElasticClient, by: AgeField): Promise<IndexAge[]> {
  const { alias, prefix } = client.settings;
  const newest = await readNewest(client, by);
  const found = await client.find<Record<string, SettingsAnswer>>({
    what: "find old events",
    reads: true,
    method: "GET",
    path: `/${alias}/_settings/index.creation_date,index.blocks.write`,
  });
  return Object.entries(found ?? {})
    .filter(([name]) => isOwnIndex(name, prefix))
    .map(([name, { settings: { index } }]) => ({
      name,
      newestMs: newest.get(name) ??
        Math.max(Number(index.creation_date), toDayEndMs(name.slice(prefix.length))),
      isBlocked: index.blocks?.write === "true",
    }));
}

async function readNewest(client: ElasticClient, by: AgeField): Promise<Map<string, number>> {
  const answer = await ask(client, {
    aggs: {
      indices: {
        terms: { field: "_index", size: INDICES_MAX },
        aggs: { newest: { max: { field: by } } },
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

interface SettingsAnswer {
  readonly settings: {
    readonly index: {
      readonly creation_date: string;
      readonly blocks?: { readonly write?: string };
    };
  };
}

/** Nearly thirty years of days. */
const INDICES_MAX = 10_000;
