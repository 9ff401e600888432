import { UnavailableError } from "../../core/errors.ts";
import type { Topic } from "../../ports/bus.ts";
import { wait } from "../../runtime/wait.ts";
import { createClient } from "./client.ts";
import type { Cluster, KafkaTopic } from "./cluster.ts";
import { toBusError } from "./translate_error.ts";
import { CODE, toCodeError } from "./wire/error_codes.ts";

/** LogFlow's topics: created when they are first used and missing. */
export class Topics {
  readonly #cluster: Cluster;
  readonly #opening = new Map<Topic, Promise<KafkaTopic>>();
  readonly #told = new Set<Topic>();
  /** Those that were there. */
  readonly #found = new Set<Topic>();

  /** Asks for nothing yet. */
  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  /** The name that a topic has on the brokers. */
  nameOf(topic: Topic): string {
    return `${this.#cluster.options.topicPrefix ?? ""}${topic}`;
  }

  /** The topic, as it was last told. Rejects with `UnavailableError` while the brokers are away. */
  async open(topic: Topic): Promise<KafkaTopic> {
    if (this.#found.has(topic)) {
      try {
        return await this.#cluster.topic(this.nameOf(topic));
      } catch (error) {
        this.#found.delete(topic); // It may have been removed.
        if (!(error instanceof UnavailableError)) throw error;
      }
    }
    let opening = this.#opening.get(topic);
    if (opening === undefined) {
      opening = this.#create(topic).finally(() => this.#opening.delete(topic));
      this.#opening.set(topic, opening);
    }
    return await opening;
  }

  /** What was said of it does not hold any more. */
  forget(topic: Topic): void {
    this.#cluster.forget(this.nameOf(topic));
  }

  async #create(topic: Topic): Promise<KafkaTopic> {
    const name = this.nameOf(topic);
    const { partitions } = this.#cluster.options;
    for (let tries = 1;; tries++) {
      const { id, error, leaders } = await this.#cluster.describe(name);
      // One that was there already may lack leaders for long, which is nothing to its other partitions.
      if (id !== null && (tries === 1 || leaders.every((leader) => leader !== null))) {
        this.#found.add(topic);
        if (leaders.length !== partitions) this.#tell(topic, leaders.length);
        this.#cluster.forget(name);
        return await this.#cluster.topic(name);
      }
      if (tries === TRIES_MAX) throw toCodeError(error || NO_LEADER, `use Kafka topic "${name}"`);
      if (error === CODE.unknownTopic && tries === 1) await this.#ask(name);
      else if (error !== 0 && error !== CODE.unknownTopic) {
        throw toCodeError(error, `use Kafka topic "${name}"`);
      }
      await wait(PAUSE_MS);
    }
  }

  /** Somebody else may have been faster. */
  async #ask(name: string): Promise<void> {
    const { options, sockets } = this.#cluster;
    const admin = createClient(options, { socketFactory: sockets.make }).admin();
    const { partitions: numPartitions, replication: replicationFactor } = options;
    try {
      await admin.connect();
      const topics = [{ topic: name, numPartitions, replicationFactor }];
      await admin.createTopics({ topics, waitForLeaders: false });
    } catch (error) {
      const [first] = (error as { errors?: Error[] }).errors ?? [error as Error];
      const copies = `${numPartitions} partitions, KAFKA_REPLICATION=${replicationFactor}`;
      throw toBusError(first, `create Kafka topic "${name}" with ${copies}`);
    } finally {
      await admin.disconnect();
    }
  }

  #tell(topic: Topic, partitions: number): void {
    if (this.#told.has(topic)) return;
    this.#told.add(topic);
    const { options } = this.#cluster;
    options.log?.(
      `Kafka topic "${this.nameOf(topic)}" has ${partitions} partitions, not the ` +
        `${options.partitions} of KAFKA_PARTITIONS: it is used as it is`,
    );
  }
}

/** LEADER_NOT_AVAILABLE. */
const NO_LEADER = 5;

/** A new topic has its leaders after a moment. */
const TRIES_MAX = 30;
const PAUSE_MS = 100;
