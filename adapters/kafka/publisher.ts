import { Partitioners } from "kafkajs";
import { UnavailableError } from "../../core/errors.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type { Topic } from "../../ports/bus.ts";
import type { Cluster, KafkaTopic } from "./cluster.ts";
import { writeRecordBatch } from "./message/write_record_batch.ts";
import { PartitionQueue, type PublishJob } from "./partition_queue.ts";
import type { Topics } from "./topics.ts";
import { CODE, toCodeError } from "./wire/error_codes.ts";
import { produce } from "./wire/data_requests.ts";

/** Publishes batches, a message for each event, keyed by origin. */
export class Publisher {
  readonly #cluster: Cluster;
  readonly #topics: Topics;
  readonly #queues = new Map<string, PartitionQueue>();
  readonly #jobs = new Set<Promise<void>>();
  #waitingBytes = 0;
  #turn: Promise<void> = Promise.resolve();

  /** Connects when there is something to publish. */
  constructor(cluster: Cluster, topics: Topics) {
    this.#cluster = cluster;
    this.#topics = topics;
  }

  /** As `Bus.publish`. */
  async publish(topic: Topic, batches: readonly RawBatch[]): Promise<void> {
    const full = batches.filter(({ ends }) => ends.length > 0);
    if (full.length === 0) return;
    const size = full.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (this.#waitingBytes > 0 && this.#waitingBytes + size > WAITING_BYTES_MAX) {
      throw new UnavailableError(
        `Cannot queue ${size} bytes for Kafka: ${this.#waitingBytes} of ${WAITING_BYTES_MAX} bytes wait ` +
          "for the brokers: publish less at once",
        { retryAfterMs: 100 },
      );
    }
    this.#waitingBytes += size;
    const job = this.#publish(topic, full);
    this.#jobs.add(job);
    try {
      await job;
    } finally {
      this.#waitingBytes -= size;
      this.#jobs.delete(job);
    }
  }

  /** Waits for what is under way. */
  async finish(): Promise<void> {
    await Promise.allSettled(this.#jobs);
  }

  async #publish(topic: Topic, batches: readonly RawBatch[]): Promise<void> {
    const kafkaTopic = await this.#takeTurn(this.#topics.open(topic));
    await new Promise<void>((resolve, reject) => {
      const job: PublishJob = { left: batches.length, resolve, reject };
      for (const batch of batches) {
        const partition = toPartition(kafkaTopic, batch.origin);
        this.#queueOf(topic, partition).add(batch, job);
      }
    });
  }

  /** Calls go on in the order in which they came, whichever of them had to wait for the topic. */
  #takeTurn(opening: Promise<KafkaTopic>): Promise<KafkaTopic> {
    opening.catch(() => {}); // It is told in its turn.
    const turn = this.#turn.then(() => opening);
    this.#turn = turn.then(() => {}, () => {});
    return turn;
  }

  #queueOf(topic: Topic, partition: number): PartitionQueue {
    const key = `${topic} ${partition}`;
    let queue = this.#queues.get(key);
    if (queue === undefined) {
      const { compression } = this.#cluster.options;
      queue = new PartitionQueue(async (records) => {
        const batch = writeRecordBatch(records, { compression, nowMs: Date.now() });
        await this.#send(topic, partition, batch);
      });
      this.#queues.set(key, queue);
    }
    return queue;
  }

  async #send(topic: Topic, partition: number, batch: Uint8Array<ArrayBuffer>): Promise<void> {
    const { name, leaders } = await this.#topics.open(topic);
    const leader = leaders[partition] ?? null;
    let error: number = CODE.notLeader;
    try {
      if (leader !== null) {
        const connection = await this.#cluster.share(leader, "produce");
        const options = { batch, timeoutMs: REPLICAS_MS };
        error = await produce(connection, { topic: name, partition }, options);
      }
    } catch (failure) {
      this.#topics.forget(topic);
      throw failure;
    }
    if (error === 0) return;
    this.#topics.forget(topic);
    throw toCodeError(error, `publish to partition ${partition} of Kafka topic "${name}"`);
  }
}

/** The partition that Java's client, and kafkajs, would choose for the key. */
function toPartition({ name, leaders }: KafkaTopic, origin: string): number {
  let partitions = PARTITIONS.get(leaders.length);
  if (partitions === undefined || partitions.size >= ORIGINS_MAX) {
    PARTITIONS.set(leaders.length, partitions = new Map());
  }
  let partition = partitions.get(origin);
  if (partition === undefined) {
    const message = { key: origin, value: null };
    const partitionMetadata = leaders.map((_, partitionId) => ({
      ...{ partitionId, partitionErrorCode: 0, leader: 0, replicas: [], isr: [] },
    }));
    partition = choosePartition({ topic: name, partitionMetadata, message });
    partitions.set(origin, partition);
  }
  return partition;
}

const choosePartition = Partitioners.DefaultPartitioner();

/** Of origins, for each number of partitions. */
const PARTITIONS = new Map<number, Map<string, number>>();
const ORIGINS_MAX = 10_000;

/** At most this much text waits for the brokers, but one call alone may be larger. */
const WAITING_BYTES_MAX = 64 * 1024 * 1024;

/** How long the brokers may take until all in-sync replicas have it. */
const REPLICAS_MS = 10_000;
