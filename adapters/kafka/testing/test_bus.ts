import type { Bus } from "../../../ports/bus.ts";
import { readStack } from "../../../tests/stack/servers.ts";
import { openKafkaBus } from "../bus.ts";
import { createClient } from "../client.ts";
import type { KafkaBusOptions } from "../bus.ts";

/** Topics and groups of one test, on the brokers that tests share, or its own. Disposing removes them. */
export class TestKafka implements AsyncDisposable {
  /** A bus's, where a test wants nothing else. */
  readonly options: KafkaBusOptions;

  /** Names of its own; one partition. */
  constructor(options: Partial<KafkaBusOptions> = {}) {
    this.options = {
      brokers: [readStack()?.kafka ?? ""],
      clientId: "test",
      sasl: null,
      tls: null,
      partitions: 1,
      replication: 1,
      compression: "zstd",
      topicPrefix: `test-${crypto.randomUUID()}-`,
      ...options,
      timeouts: { drainMs: 20, sessionMs: 6000, ...options.timeouts },
    };
  }

  /** Opens the bus. */
  open(options: Partial<KafkaBusOptions> = {}): Promise<Bus> {
    return openKafkaBus({ ...this.options, ...options });
  }

  /** Name on the brokers. */
  get topic(): string {
    return `${this.options.topicPrefix}logs-raw`;
  }

  /** Does something with kafkajs's admin. */
  async admin<T>(
    work: (admin: ReturnType<ReturnType<typeof createClient>["admin"]>) => Promise<T>,
  ) {
    const admin = createClient(this.options).admin();
    try {
      await admin.connect();
      return await work(admin);
    } finally {
      await admin.disconnect();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.admin(async (admin) => {
      const isOwn = (name: string) => name.startsWith(this.options.topicPrefix!);
      const topics = (await admin.listTopics()).filter(isOwn);
      if (topics.length > 0) await admin.deleteTopics({ topics });
      const { groups } = await admin.listGroups();
      const own = groups.map(({ groupId }) => groupId).filter(isOwn);
      await admin.deleteGroups(own).catch(() => {}); // A killed member keeps its group for a while.
    });
  }
}
