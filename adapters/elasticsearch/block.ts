import { UnavailableError } from "../../core/errors.ts";
import type { ElasticClient } from "./client.ts";
import { isMissing, toPlace } from "./errors.ts";

/** Nothing is written to the index afterwards. Throws UnavailableError where not every shard knows that. */
export async function block(client: ElasticClient, name: string): Promise<void> {
  const what = `remove the index "${name}"`;
  const { acknowledged, shards_acknowledged } = await client.send<BlockAnswer>({
    what,
    method: "PUT",
    path: `/${name}/_block/write`,
  });
  if (acknowledged && shards_acknowledged) return;
  throw new UnavailableError(
    `Cannot ${what} at ${toPlace(client.settings)}: not every shard stopped writing in time`,
  );
}

/** It can be written to again, unless it is gone. */
export async function unblock(client: ElasticClient, name: string): Promise<void> {
  try {
    await client.send({
      what: `let the index "${name}" be written to again`,
      method: "PUT",
      path: `/${name}/_settings`,
      body: { "index.blocks.write": null },
    });
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

interface BlockAnswer {
  readonly acknowledged: boolean;
  readonly shards_acknowledged: boolean;
}
