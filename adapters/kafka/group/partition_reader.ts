import { UnavailableError } from "../../../core/errors.ts";
import type { Delivery } from "../../../ports/bus.ts";
import { wait } from "../../../runtime/wait.ts";
import type { Cluster, KafkaTopic } from "../cluster.ts";
import { Fetched, type Stretch } from "../fetched.ts";
import { readOffsets, toLeaderError } from "../offsets.ts";
import { type FetchAnswer, fetchBatches } from "../wire/data_requests.ts";
import { CODE, toCodeError } from "../wire/error_codes.ts";
import type { WireConnection } from "../wire/wire_connection.ts";
import { DeliveryWindow, type WindowEntry } from "../../../runtime/delivery_window.ts";

/** What the reader of a partition needs. */
export interface PartitionReaderOptions {
  /** Where the topic is. */
  readonly cluster: Cluster;
  /** The incarnation that is read. */
  readonly topic: KafkaTopic;
  /** From 0. */
  readonly partition: number;
  /** Offset to begin at. */
  readonly start: number;
  /** Moves the group durably; false where it is not this member's to move any more. */
  readonly commit: (next: number) => Promise<boolean>;
  /** Called when there may be something to take, or one delivery fewer is outstanding. */
  readonly onChange: () => void;
  /** Called when the topic is another one by now, or shorter: what is outstanding does not hold. */
  readonly onReplaced: () => void;
  /** Called when it cannot read now and tries again (whenever it does), and with null when it could. */
  readonly onOutage: (error: UnavailableError | null) => void;
  /** Called with what trying again cannot mend; it has ended. */
  readonly onFailed: (error: unknown) => void;
  /** Told how many messages had nothing in them. */
  readonly onSkipped: (count: number) => void;
}

/**
 * Reads one partition, for as long as it is this member's: one fetch is at hand while deliveries are worked
 * on, and nothing more is fetched before it is taken. Broken connections and moved leaders are mended.
 */
export class PartitionReader implements Disposable {
  readonly #options: PartitionReaderOptions;
  readonly #stopping = new AbortController();
  readonly #stopped: Promise<false>;
  readonly #window: DeliveryWindow<number>;
  #connection: WireConnection | null = null;
  #fetched: Fetched | null = null;
  /** Nothing was asked for in a while: the topic may have been replaced unseen. */
  #hasWaited = false;
  /** Counts what makes an answer that is under way useless. */
  #turn = 0;
  #wake = Promise.withResolvers<void>();
  #durable: number;

  /** Begins to read. */
  constructor(options: PartitionReaderOptions) {
    this.#options = options;
    this.#window = new DeliveryWindow(options.start);
    this.#durable = options.start;
    this.#stopped = new Promise((resolve) => {
      this.#stopping.signal.addEventListener("abort", () => resolve(false), { once: true });
    });
    this.#run();
  }

  /** From 0. */
  get partition(): number {
    return this.#options.partition;
  }

  /** How many deliveries are unacknowledged. */
  get outstanding(): number {
    return this.#window.size;
  }

  /** The next delivery; null where there is none now, or enough is outstanding. */
  take(): Delivery | null {
    while (this.#fetched !== null && this.#window.size < OUTSTANDING_MAX) {
      const stretch = this.#fetched.take(DELIVERY_LIMITS);
      const entry = stretch === null ? null : this.#window.add(stretch.next);
      if (this.#fetched.isDone) {
        this.#fetched = null;
        this.#stir();
      }
      if (stretch === null || entry === null) continue;
      if (stretch.skipped > 0) this.#options.onSkipped(stretch.skipped);
      if (stretch.records.length > 0) return this.#toDelivery(stretch, entry);
      this.#ack(entry).catch(() => {}); // The next acknowledgement commits it.
    }
    return null;
  }

  /** Stops; deliveries are no longer current. */
  [Symbol.dispose](): void {
    this.#stopping.abort();
    this.#fetched = null;
    this.#connection?.[Symbol.dispose]();
    this.#stir();
  }

  #toDelivery({ records }: Stretch, entry: WindowEntry<number>): Delivery {
    return {
      records,
      position: records.at(-1)!.position,
      ack: () => this.#ack(entry),
      nack: () => Promise.resolve(this.#nack(entry)),
      isCurrent: () => !this.#isStopped && this.#window.has(entry),
    };
  }

  get #isStopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #ack(entry: WindowEntry<number>): Promise<void> {
    if (this.#isStopped) return;
    this.#window.ack(entry);
    try {
      const { done } = this.#window;
      // A broker that does not answer holds nobody up who ends.
      if (done > this.#durable && await Promise.race([this.#options.commit(done), this.#stopped])) {
        this.#durable = Math.max(this.#durable, done);
      }
    } finally {
      this.#options.onChange();
    }
  }

  #nack(entry: WindowEntry<number>): void {
    if (this.#isStopped || !this.#window.nack(entry)) return;
    this.#fetched = null;
    this.#turn++;
    this.#stir();
    this.#options.onChange();
  }

  #stir(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { onOutage, onFailed } = this.#options;
    for (let failures = 0; !this.#isStopped;) {
      if (this.#fetched !== null) {
        await this.#wake.promise;
        this.#hasWaited = true;
        continue;
      }
      try {
        await this.#fetch();
        if (!this.#isStopped) onOutage(null);
        failures = 0;
      } catch (error) {
        if (this.#isStopped) return;
        // The topic, its leader, or the connection to it: all are looked up anew.
        this.#disconnect();
        if (!(error instanceof UnavailableError)) return onFailed(error);
        onOutage(error);
        await wait(Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** failures++), signal).catch(() => {});
      }
    }
  }

  async #fetch(): Promise<void> {
    const { topic, partition, cluster, onReplaced, onChange } = this.#options;
    if (this.#hasWaited || this.#connection?.isOpen !== true) {
      const now = await this.#connect();
      if (now.id !== topic.id) return this.#isStopped ? undefined : onReplaced();
    }
    const turn = this.#turn;
    const offset = this.#window.cursor;
    const place = { topic: topic.name, partition };
    const options = { offset, bytesMax: FETCH_BYTES_MAX, waitMs: FETCH_WAIT_MS };
    const answer = await fetchBatches(this.#connection!, place, options);
    if (this.#isStopped || turn !== this.#turn) return;
    if (answer.error === CODE.offsetOutOfRange) return await this.#leap(offset);
    if (answer.error !== 0) {
      cluster.forget(topic.name);
      throw toCodeError(answer.error, `read partition ${partition} of Kafka topic "${topic.name}"`);
    }
    this.#receive(answer, offset);
    onChange();
  }

  #receive(answer: FetchAnswer, offset: number): void {
    if (answer.bytes.length === 0) return;
    const { topic: { name: topic, id }, partition } = this.#options;
    const fetched = new Fetched(answer, { topic, id, partition }, offset);
    if (fetched.isDone) {
      throw new UnavailableError(
        `Cannot read partition ${partition} of Kafka topic "${topic}": nothing whole was in an answer of ` +
          `${answer.bytes.length} bytes`,
      );
    }
    this.#fetched = fetched;
  }

  /** A connection to the leader as it is now; the topic as it is now. */
  async #connect(): Promise<KafkaTopic> {
    const { cluster, topic: { name }, partition } = this.#options;
    cluster.forget(name);
    const topic = await cluster.topic(name);
    const leader = topic.leaders[partition] ?? null;
    if (leader === null) throw toLeaderError(name, [partition]);
    if (this.#connection?.isOpen !== true || this.#connection.address !== leader) {
      this.#disconnect();
      this.#connection = await cluster.connect(leader);
      if (this.#isStopped) this.#disconnect();
    }
    this.#hasWaited = false;
    return topic;
  }

  #disconnect(): void {
    this.#connection?.[Symbol.dispose]();
    this.#connection = null;
  }

  /** What is to be read next is not there: it was removed, or the brokers lost the end of the partition. */
  async #leap(offset: number): Promise<void> {
    const { cluster, topic, partition, onReplaced } = this.#options;
    const wanted = { at: "begin", partitions: [partition] } as const;
    const begin = (await readOffsets(cluster, topic, wanted)).get(partition)!;
    const missing = begin - offset;
    if (this.#isStopped || offset !== this.#window.cursor) return;
    if (missing <= 0) return onReplaced();
    const place = `partition ${partition} of Kafka topic "${topic.name}"`;
    cluster.options.log?.(
      `The brokers removed ${missing} messages of ${place} before they were read: see its retention.ms`,
    );
    this.#window.cursor = begin;
  }
}

/** At most this many deliveries of a partition are unacknowledged: one is worked on, the next is at hand. */
const OUTSTANDING_MAX = 2;

/** About this much is in one delivery. */
const DELIVERY_LIMITS = { recordsMax: 1024, bytesMax: 4 * 1024 * 1024, eventsMax: 16_384 };

/** Still packed. */
const FETCH_BYTES_MAX = 2 * 1024 * 1024;

/** How long a broker holds a fetch back while there is nothing. */
const FETCH_WAIT_MS = 1000;

const PAUSE_MS = 50;
const PAUSE_MS_MAX = 2000;
