import { UnavailableError } from "../../core/errors.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import type {
  Bus,
  BusPosition,
  BusRecord,
  Delivery,
  SubscribeOptions,
  Topic,
  TopicStatus,
} from "../../ports/bus.ts";
import { Cluster } from "./cluster.ts";
import { Subscription } from "./group/subscription.ts";
import { within } from "../../runtime/within.ts";
import { type KafkaOptions, LEAVE_MS, TIMEOUTS } from "./options.ts";
import { Publisher } from "./publisher.ts";
import { readRecords } from "./read_records.ts";
import { readStatus } from "./read_status.ts";
import { Topics } from "./topics.ts";
import { assertAddress } from "./wire/assert_address.ts";
import { toConfigError } from "./wire/error_codes.ts";

/** How to open the bus on Kafka. */
export interface KafkaBusOptions extends KafkaOptions {
  /** Told how many messages had nothing in them (tombstones, blank lines of other producers). */
  readonly onSkipped?: (count: number) => void;
  /** Told why a subscription cannot read now, and with null when it can again. */
  readonly onProblem?: (problem: string | null) => void;
}

/**
 * The bus on Kafka 2.8 or newer: one message for each event, as DESIGN §5 has it, keyed by origin; a position's
 * epoch is the id of the topic. Opens also while the brokers are away: then what is asked of it rejects with
 * `UnavailableError` until they are back. Rejects with ConfigError where the configuration cannot work.
 * `publish` is at least once: when it rejects, some batches may have been kept.
 */
export async function openKafkaBus(options: KafkaBusOptions): Promise<Bus> {
  options.brokers.forEach(assertAddress);
  if (options.brokers.length === 0) {
    throw toConfigError("KAFKA_BROKERS", "no broker is given; give host:port of some, with commas");
  }
  const bus = new KafkaBus(options);
  try {
    await bus.prepare();
  } catch (error) {
    if (!(error instanceof UnavailableError)) {
      await bus[Symbol.asyncDispose]();
      throw error;
    }
    options.log?.(`Kafka cannot be used yet, it is tried again: ${error.message}`);
  }
  return bus;
}

class KafkaBus implements Bus {
  readonly #cluster: Cluster;
  readonly #topics: Topics;
  readonly #publisher: Publisher;
  readonly #groupPrefix: string;
  readonly #onSkipped: (count: number) => void;
  readonly #onProblem: (problem: string | null) => void;
  readonly #subscriptions = new Set<Subscription>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | null = null;

  constructor(options: KafkaBusOptions) {
    this.#cluster = new Cluster(options);
    this.#topics = new Topics(this.#cluster);
    this.#publisher = new Publisher(this.#cluster, this.#topics);
    this.#groupPrefix = `${options.topicPrefix ?? ""}logflow-`;
    this.#onSkipped = options.onSkipped ?? (() => {});
    this.#onProblem = options.onProblem ?? (() => {});
  }

  /** Creates topics that are missing, and reaches everybody that has a part of them. */
  async prepare(): Promise<void> {
    const topics = [await this.#topics.open("logs-raw"), await this.#topics.open("logs-dead")];
    for (const leader of new Set(topics.flatMap(({ leaders }) => leaders))) {
      if (leader !== null) await this.#cluster.share(leader, "control");
    }
  }

  async publish(topic: Topic, batches: readonly RawBatch[]): Promise<void> {
    this.#assertOpen();
    await this.#publisher.publish(topic, batches);
  }

  subscribe(topic: Topic, options: SubscribeOptions): AsyncIterable<Delivery> {
    this.#assertOpen();
    const subscription = new Subscription({
      ...options,
      group: `${this.#groupPrefix}${options.group}`,
      signal: AbortSignal.any([options.signal, this.#closing.signal]),
      cluster: this.#cluster,
      topics: this.#topics,
      topic,
      onSkipped: this.#onSkipped,
      onProblem: this.#onProblem,
    });
    this.#subscriptions.add(subscription);
    subscription.ended.finally(() => this.#subscriptions.delete(subscription));
    return { [Symbol.asyncIterator]: () => subscription };
  }

  async read(topic: Topic, after: readonly BusPosition[], limit: number): Promise<BusRecord[]> {
    this.#assertOpen();
    const cluster = this.#cluster;
    const onSkipped = this.#onSkipped;
    const opened = await this.#openNow(topic);
    return await readRecords({ cluster, after, limit, onSkipped, topic: opened });
  }

  async status(topic: Topic): Promise<TopicStatus> {
    this.#assertOpen();
    return await readStatus(this.#cluster, await this.#openNow(topic), this.#groupPrefix);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  /** Rare questions are answered of the topic as it is now. */
  #openNow(topic: Topic) {
    this.#topics.forget(topic);
    return this.#topics.open(topic);
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const { drainMs } = { ...TIMEOUTS, ...this.#cluster.options.timeouts };
    const ended = [...this.#subscriptions].map(({ ended }) => ended);
    const finished = Promise.all([this.#publisher.finish(), ...ended]);
    // Brokers that do not answer hold nobody up: without connections all the rest ends too.
    await within(drainMs + LEAVE_MS, finished, undefined);
    this.#cluster[Symbol.dispose]();
    await finished;
  }

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw new Error("Cannot use the Kafka bus: it is closed");
  }
}
