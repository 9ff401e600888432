import type { Cluster, KafkaTopic } from "./cluster.ts";
import { UnavailableError } from "../../core/errors.ts";
import { listOffsets } from "./wire/data_requests.ts";
import { toCodeError } from "./wire/error_codes.ts";

/** Of each partition: the offset of its oldest record, or the one after its newest. */
export async function readOffsets(
  cluster: Cluster,
  { name, leaders }: KafkaTopic,
  at: "begin" | "end",
): Promise<number[]> {
  const byLeader = Map.groupBy(leaders.keys(), (partition) => leaders[partition]!);
  const offsets: number[] = [];
  await Promise.all([...byLeader].map(async ([leader, partitions]) => {
    if (leader === null) {
      throw new UnavailableError(`Cannot read Kafka topic "${name}": a partition has no leader`);
    }
    try {
      const found = await cluster.ask(
        leader,
        (connection) => listOffsets(connection, name, { partitions, at }),
      );
      for (const { partition, error, offset } of found) {
        if (error !== 0) throw toCodeError(error, `read Kafka topic "${name}"`);
        offsets[partition] = offset;
      }
    } catch (error) {
      cluster.forget(name);
      throw error;
    }
  }));
  return offsets;
}
