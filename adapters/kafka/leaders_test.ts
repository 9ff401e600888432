import assert from "node:assert/strict";
import { UnavailableError } from "../../core/errors.ts";
import { startReader, textsOf, within } from "../../tests/contract/bus_fixture.ts";
import { makeBatch } from "../../tests/contract/make_batch.ts";
import { readStack, WITHOUT_SERVERS } from "../../tests/stack/servers.ts";
import { Cluster } from "./cluster.ts";
import { Subscription } from "./group/subscription.ts";
import { readOffsets } from "./offsets.ts";
import { TestKafka } from "./testing/test_bus.ts";
import { Topics } from "./topics.ts";
import type { TopicMetadata } from "./wire/metadata.ts";

const ignore = readStack() === null;
const suffix = ignore ? WITHOUT_SERVERS : "";

/** As if the only broker with a copy of some partitions were away. */
class HalfCluster extends Cluster {
  away: readonly number[] = [];

  override async describe(topic: string | null): Promise<TopicMetadata> {
    const found = await super.describe(topic);
    const isAway = (partition: number) => this.away.includes(partition);
    return { ...found, leaders: found.leaders.map((leader, i) => isAway(i) ? null : leader) };
  }
}

Deno.test({
  name:
    `Subscription reads the partitions that have a leader, and the others once they do${suffix}`,
  ignore,
  fn: async () => {
    const log: string[] = [];
    await using kafka = new TestKafka({ partitions: 2, log: (line) => log.push(line) });
    await using bus = await kafka.open({ log: () => {} });
    const origins = Array.from({ length: 8 }, (_, i) => i.toString(16).padStart(15, "0"));
    await bus.publish("logs-raw", origins.map((origin) => makeBatch({ lines: [origin], origin })));
    await using other = startReader(bus, { group: "other" });
    await other.next(); // New brokers coordinate groups after a while.

    using cluster = new HalfCluster(kafka.options);
    cluster.away = [1];
    const topics = new Topics(cluster);
    const topic = await topics.open("logs-raw");
    assert.equal((await readOffsets(cluster, topic, { at: "end", partitions: [0] })).size, 1);
    await assert.rejects(readOffsets(cluster, topic, { at: "end" }), UnavailableError);

    const stopping = new AbortController();
    let asked = 0;
    const after = () => {
      asked++;
      return Promise.resolve([]);
    };
    const listeners = { onSkipped: () => {}, onProblem: () => {} };
    const options = { cluster, topics, topic: "logs-raw", after, ...listeners } as const;
    const group = `${kafka.options.topicPrefix}logflow-g`;
    const subscription = new Subscription({ ...options, group, signal: stopping.signal });
    const got: string[] = [];
    const take = async () => {
      const { value } = await within(subscription.next());
      got.push(...textsOf(value!));
      await value!.ack();
      return value!.position.partition;
    };
    assert.equal(await take(), 0);
    cluster.away = [];
    while (got.length < origins.length) await take();
    assert.deepEqual(got.sort(), origins);
    assert.equal(asked, 1, "what is handed out meanwhile is not where it was");
    assert.match(log[0]!, /it is tried again: .*no leader of partition 1$/);
    assert.match(log[1]!, /is read again$/);
    assert.equal(log.length, 2);
    stopping.abort();
    await subscription.ended;
  },
});
