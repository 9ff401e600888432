import { UnavailableError } from "../../core/errors.ts";
import type { ElasticClient } from "./client.ts";
import { toPlace } from "./errors.ts";

/**
 * Afterwards searches see all that was stored before: in all indices of events, or in one of them. Throws
 * UnavailableError where a shard did not do it: who went on would never see what it holds.
 */
export async function refresh(
  client: ElasticClient,
  { signal, index }: { readonly signal?: AbortSignal | undefined; readonly index?: string } = {},
): Promise<void> {
  const { settings } = client;
  const what = index === undefined ? "refresh the log store" : `refresh the index "${index}"`;
  const answer = await client.find<RefreshAnswer>({
    what,
    reads: true,
    method: "POST",
    path: `/${index ?? settings.alias}/_refresh`,
    query: { ignore_unavailable: true, filter_path: "_shards.failed" },
    signal,
  });
  const failed = answer?._shards?.failed ?? 0;
  if (failed === 0) return;
  throw new UnavailableError(
    `Cannot ${what} at ${toPlace(settings)}: it failed on ${failed} of its shards`,
  );
}

interface RefreshAnswer {
  readonly _shards?: { readonly failed: number };
}
