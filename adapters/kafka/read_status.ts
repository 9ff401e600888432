import type { GroupStatus, TopicStatus } from "../../ports/bus.ts";
import type { Cluster, KafkaTopic } from "./cluster.ts";
import { GroupOffsets } from "./group/group_offsets.ts";
import { readOffsets } from "./offsets.ts";
import { toCodeError } from "./wire/error_codes.ts";
import { listGroups } from "./wire/group_requests.ts";

/** As `Bus.status`. Of LogFlow's groups, which `groupPrefix` tells from those of others. */
export async function readStatus(
  cluster: Cluster,
  topic: KafkaTopic,
  groupPrefix: string,
): Promise<TopicStatus> {
  const begins = await readOffsets(cluster, topic, { at: "begin" });
  const ends = await readOffsets(cluster, topic, { at: "end" });
  const names = await readGroups(cluster);
  const groups: GroupStatus[] = [];
  for (const name of names.filter((name) => name.startsWith(groupPrefix)).sort()) {
    const offsets = new GroupOffsets(cluster, name, { topic: topic.name, id: topic.id });
    const known = await offsets.read([...ends.keys()]);
    if (known.size === 0) continue;
    groups.push({
      group: name.slice(groupPrefix.length),
      positions: [...known].filter(([, next]) => next > 0).map(([partition, next]) => ({
        epoch: topic.id,
        partition,
        offset: next - 1,
      })),
      lag: sum(
        [...ends].map(([partition, end]) =>
          Math.max(0, end - Math.max(begins.get(partition)!, known.get(partition) ?? 0))
        ),
      ),
    });
  }
  const published = sum([...ends.values()]);
  const kept = published - sum([...begins.values()]);
  return { epoch: topic.id, published, kept, bytes: null, bytesMax: null, groups };
}

/** Each broker knows those that it coordinates. */
async function readGroups(cluster: Cluster): Promise<string[]> {
  const { brokers } = await cluster.describe(null);
  const found = await Promise.all(brokers.map(async (address) => {
    const { error, groups } = await cluster.ask(address, listGroups);
    if (error !== 0) throw toCodeError(error, "list the consumer groups of Kafka");
    return groups;
  }));
  return found.flat();
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
