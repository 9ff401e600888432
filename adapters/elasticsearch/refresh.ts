import type { ElasticClient } from "./client.ts";

/** Afterwards searches see all that was stored before. */
export async function refresh(client: ElasticClient, signal?: AbortSignal): Promise<void> {
  await client.find({
    what: "refresh the log store",
    reads: true,
    method: "POST",
    path: `/${client.settings.alias}/_refresh`,
    query: { ignore_unavailable: true, filter_path: "_shards.failed" },
    signal,
  });
}
