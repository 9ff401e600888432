import type { Cluster, KafkaTopic } from "./cluster.ts";
import { UnavailableError } from "../../core/errors.ts";
import { listOffsets } from "./wire/data_requests.ts";
import { toCodeError } from "./wire/error_codes.ts";

/** Which offsets. */
interface WantedOffsets {
  /** Of the oldest record, or the one after the newest. */
  readonly at: "begin" | "end";
  /** From 0; all unless given. */
  readonly partitions?: readonly number[];
}

/** Offsets by partition. Rejects with `UnavailableError` where one of them has no leader. */
export async function readOffsets(
  cluster: Cluster,
  { name, leaders }: KafkaTopic,
  { at, partitions = [...leaders.keys()] }: WantedOffsets,
): Promise<Map<number, number>> {
  const byLeader = Map.groupBy(partitions, (partition) => leaders[partition] ?? null);
  const offsets = new Map<number, number>();
  await Promise.all([...byLeader].map(async ([leader, partitions]) => {
    try {
      if (leader === null) throw toLeaderError(name, partitions);
      const found = await cluster.ask(
        leader,
        (connection) => listOffsets(connection, name, { partitions, at }),
      );
      for (const { partition, error, offset } of found) {
        if (error !== 0) throw toCodeError(error, `read Kafka topic "${name}"`);
        offsets.set(partition, offset);
      }
    } catch (error) {
      cluster.forget(name);
      throw error;
    }
  }));
  return offsets;
}

/** Of partitions that nobody leads now. */
export function toLeaderError(topic: string, partitions: readonly number[]): UnavailableError {
  const which = partitions.join(", ");
  return new UnavailableError(
    `Cannot read Kafka topic "${topic}": there is no leader of partition ${which}`,
  );
}
