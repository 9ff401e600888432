import type { ElasticClient } from "./client.ts";
import { isOwnIndex } from "./index_names.ts";

/** An index of events. */
export interface IndexSize {
  /** Ends with its day. */
  readonly name: string;
  /** Never that of another index, not even of one of the same name later. */
  readonly uuid: string;
  /** Of its primary shards on disk. */
  readonly bytes: number;
}

/** The indices of events, oldest day first: those that have both our alias and a name as ours have. */
export async function readSizes(client: ElasticClient): Promise<IndexSize[]> {
  const { alias, prefix } = client.settings;
  const found = await client.find<SizesAnswer>({
    what: "read the size of the log store",
    reads: true,
    method: "GET",
    path: `/${alias}/_stats/store`,
    query: { filter_path: "indices.*.uuid,indices.*.primaries.store.size_in_bytes" },
  });
  return Object.entries(found?.indices ?? {})
    .filter(([name]) => isOwnIndex(name, prefix))
    .map(([name, { uuid, primaries }]) => ({
      name,
      uuid,
      bytes: primaries?.store?.size_in_bytes ?? 0,
    }))
    .sort((a, b) => a.name < b.name ? -1 : 1);
}

interface SizesAnswer {
  readonly indices?: Readonly<
    Record<
      string,
      {
        readonly uuid: string;
        readonly primaries?: { readonly store?: { readonly size_in_bytes: number } };
      }
    >
  >;
}
