import type { GroupStatus, TopicStatus } from "../../ports/bus.ts";
import { createClient } from "./client.ts";
import type { Cluster, KafkaTopic } from "./cluster.ts";
import { GroupOffsets } from "./group/group_offsets.ts";
import { readOffsets } from "./offsets.ts";
import { toBusError } from "./translate_error.ts";

/** As `Bus.status`. Of LogFlow's groups, which `groupPrefix` tells from those of others. */
export async function readStatus(
  cluster: Cluster,
  topic: KafkaTopic,
  groupPrefix: string,
): Promise<TopicStatus> {
  const begins = await readOffsets(cluster, topic, { at: "begin" });
  const ends = await readOffsets(cluster, topic, { at: "end" });
  const names = await listGroups(cluster);
  const groups: GroupStatus[] = [];
  for (const name of names.filter((name) => name.startsWith(groupPrefix)).sort()) {
    const offsets = new GroupOffsets(cluster, name, { topic: topic.name, id: topic.id });
    const known = await offsets.read([...ends.keys()]);
    if (known.size === 0) continue;
    groups.push({
      group: name.slice(groupPrefix.length),
      positions: [...known].filter(([, next]) => next > 0).map(([partition, next]) => ({
        ...{ epoch: topic.id, partition, offset: next - 1 },
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

async function listGroups({ options }: Cluster): Promise<string[]> {
  const admin = createClient(options).admin();
  try {
    await admin.connect();
    const { groups } = await admin.listGroups();
    return groups.map(({ groupId }) => groupId);
  } catch (error) {
    throw toBusError(error, "list the consumer groups of Kafka");
  } finally {
    await admin.disconnect();
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
