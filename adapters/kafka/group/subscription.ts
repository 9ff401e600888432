import { UnavailableError } from "../../../core/errors.ts";
import type { BusPosition, Delivery, SubscribeOptions, Topic } from "../../../ports/bus.ts";
import { wait } from "../../../runtime/wait.ts";
import type { Cluster, KafkaTopic } from "../cluster.ts";
import { readOffsets, toLeaderError } from "../offsets.ts";
import { TIMEOUTS } from "../options.ts";
import type { Topics } from "../topics.ts";
import { NO_MEMBER } from "../wire/group_requests.ts";
import { toBusError } from "../translate_error.ts";
import { type Assignment, GroupMember } from "./group_member.ts";
import { GroupOffsets } from "./group_offsets.ts";
import { Outages } from "./outages.ts";
import { PartitionReader } from "./partition_reader.ts";

/** Who subscribes to what. */
export interface SubscriptionOptions extends SubscribeOptions {
  /** Where it is. */
  readonly cluster: Cluster;
  /** Opens it. */
  readonly topics: Topics;
  /** What is read. */
  readonly topic: Topic;
  /** Told how many messages had nothing in them. */
  readonly onSkipped: (count: number) => void;
  /** Told why it cannot read now, and with null when it can again. */
  readonly onProblem: (problem: string | null) => void;
}

/**
 * One subscriber of one group, from when it is made until its signal fires and what it handed out is settled
 * (or `drainMs` later). Meanwhile it joins again and reads again, whatever happens to the brokers.
 */
export class Subscription implements AsyncIterator<Delivery, void, void> {
  /** Resolves once it has left the group. */
  readonly ended: Promise<void>;
  readonly #options: SubscriptionOptions;
  readonly #signal: AbortSignal;
  readonly #stopping = new AbortController();
  #readers: PartitionReader[] = [];
  /** The reader that is asked first, so that none starves. */
  #turn = 0;
  /** What the partitions were given out with; null = none is this member's. */
  #assignment: Assignment | null = null;
  #failure: { readonly error: unknown } | null = null;
  #wake = Promise.withResolvers<void>();
  readonly #outages: Outages;

  /** Subscribes. */
  constructor(options: SubscriptionOptions) {
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#stopping.signal]);
    this.#signal.addEventListener("abort", () => this.#stir(), { once: true });
    const { cluster, topics, topic, onProblem } = options;
    const log = (message: string) => this.#signal.aborted || cluster.options.log?.(message);
    this.#outages = new Outages({ topic: topics.nameOf(topic), log, onProblem });
    this.ended = this.#run();
  }

  /** The next delivery; done once the signal fired. Rejects where the configuration cannot work. */
  async next(): Promise<IteratorResult<Delivery, void>> {
    for (;;) {
      if (this.#failure !== null) throw this.#failure.error;
      if (this.#signal.aborted) return { done: true, value: undefined };
      for (let i = 0; i < this.#readers.length; i++) {
        const value = this.#readers[this.#turn++ % this.#readers.length]!.take();
        if (value !== null) return { done: false, value };
      }
      await this.#wake.promise;
    }
  }

  /** Ends it; resolves once it has left the group. */
  async return(): Promise<IteratorResult<Delivery, void>> {
    this.#stopping.abort();
    await this.ended;
    return { done: true, value: undefined };
  }

  #stir(): void {
    this.#wake.resolve();
    this.#wake = Promise.withResolvers();
  }

  async #run(): Promise<void> {
    const stopped = new Promise<null>((resolve) => {
      if (this.#signal.aborted) resolve(null);
      this.#signal.addEventListener("abort", () => resolve(null), { once: true });
    });
    const topic = await Promise.race([this.#surely(() => this.#register()), stopped]);
    if (topic === null || this.#signal.aborted) return;
    this.#outages.end(GROUP);
    const { cluster } = this.#options;
    const member = new GroupMember({
      group: this.#options.group,
      topic: topic.name,
      onAssigned: (assignment) => this.#assign(assignment),
      onLost: (error) => this.#lose(error),
    }, cluster.options);
    while (!this.#signal.aborted) await this.#wake.promise;
    await this.#drain();
    await member[Symbol.asyncDispose]();
    this.#giveUp();
  }

  /** Makes the group known, so that `status` tells what it lacks, and says where it begins. */
  async #register(): Promise<KafkaTopic> {
    const { topics, cluster, group } = this.#options;
    const topic = await topics.open(this.#options.topic);
    const offsets = new GroupOffsets(cluster, group, { topic: topic.name, id: topic.id });
    const begins = await readOffsets(cluster, topic, { at: "begin", partitions: toLed(topic) });
    const known = await offsets.read([...begins.keys()]);
    const missing = new Map([...begins].filter(([partition]) => !known.has(partition)));
    // Where the group has members, they do it.
    if (missing.size > 0) await offsets.commit(missing, NO_MEMBER);
    return topic;
  }

  /** kafkajs lost the membership, or did not get one: it is tried again, but for what that cannot mend. */
  #lose(cause: Error): void {
    this.#giveUp();
    const error = toBusError(cause, `belong to Kafka group "${this.#options.group}"`);
    if (error instanceof UnavailableError) this.#outages.begin(GROUP, error);
    else this.#fail(error);
  }

  /** Ends: whoever asks for deliveries is told why, unless it ends already. */
  #fail(error: unknown): void {
    if (this.#signal.aborted) return;
    this.#failure = { error };
    this.#stopping.abort();
  }

  #giveUp(): void {
    this.#assignment = null;
    for (const reader of this.#readers.splice(0)) reader[Symbol.dispose]();
    this.#stir();
  }

  async #assign(assignment: Assignment): Promise<void> {
    this.#giveUp();
    this.#assignment = assignment;
    this.#outages.keep([GROUP, ...assignment.partitions.map(String)]);
    const isCurrent = () => this.#assignment === assignment && !this.#signal.aborted;
    let { partitions } = assignment;
    let positions: readonly BusPosition[] | null = null;
    await this.#surely(async () => {
      if (!isCurrent()) return;
      // Once, while nothing is handed out: partitions that wait for a leader are where they were.
      if (this.#options.after !== undefined) positions ??= await this.#options.after();
      const readers = await this.#toReaders({ ...assignment, partitions }, positions, isCurrent);
      if (!isCurrent()) return readers.forEach((reader) => reader[Symbol.dispose]());
      this.#readers.push(...readers);
      this.#stir();
      partitions = partitions.filter((each) =>
        readers.every(({ partition }) => partition !== each)
      );
      const { topics, topic } = this.#options;
      if (partitions.length > 0) throw toLeaderError(topics.nameOf(topic), partitions);
      this.#outages.end(GROUP);
    });
  }

  /** Of those partitions that have a leader now: the others are not to hold them back. */
  async #toReaders(
    assignment: Assignment,
    positions: readonly BusPosition[] | null,
    isCurrent: () => boolean,
  ): Promise<PartitionReader[]> {
    const { cluster, topics, group, onSkipped } = this.#options;
    topics.forget(this.#options.topic);
    const topic = await topics.open(this.#options.topic);
    const offsets = new GroupOffsets(cluster, group, { topic: topic.name, id: topic.id });
    const partitions = toLed(topic, assignment.partitions);
    const known = await offsets.read(partitions);
    const begins = await readOffsets(cluster, topic, { at: "begin", partitions });
    const ends = await readOffsets(cluster, topic, { at: "end", partitions });
    const starts = new Map(partitions.map((partition) => {
      const own = positions === null ? known.get(partition) : ownNext(positions, topic, partition);
      const [begin = 0, end = 0] = [begins.get(partition), ends.get(partition)];
      if (own !== undefined && own <= end) return [partition, own];
      if (own !== undefined) this.#tellLoss(topic, { partition, end, own });
      return [partition, begin];
    }));
    const moved = new Map([...starts].filter(([partition, next]) => known.get(partition) !== next));
    if (moved.size > 0) await offsets.commit(moved, assignment);
    if (!isCurrent()) return [];
    return partitions.map((partition) =>
      new PartitionReader({
        cluster,
        topic,
        partition,
        start: starts.get(partition)!,
        commit: (next) => offsets.commit(new Map([[partition, next]]), assignment),
        onChange: () => this.#stir(),
        onReplaced: () => this.#assign({ ...assignment }),
        onOutage: (error) => this.#tellOutage(`${partition}`, error),
        onFailed: (error) => this.#fail(error),
        onSkipped,
      })
    );
  }

  /** New records have, or will have, offsets that lost ones had: none is to be taken for one of them. */
  #tellLoss(
    { name }: KafkaTopic,
    { partition, end, own }: { partition: number; end: number; own: number },
  ): void {
    this.#options.cluster.options.log?.(
      `The brokers lost the end of partition ${partition} of Kafka topic "${name}": it was read up to ` +
        `offset ${own}, and ends at ${end}; it is read again from its beginning`,
    );
  }

  /** Waits for acknowledgements of what was handed out. */
  async #drain(): Promise<void> {
    const { drainMs } = { ...TIMEOUTS, ...this.#options.cluster.options.timeouts };
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
      this.#stir();
    }, drainMs);
    const isOutstanding = () => this.#readers.some(({ outstanding }) => outstanding > 0);
    while (isOutstanding() && !late.signal.aborted) await this.#wake.promise;
    clearTimeout(timer);
  }

  #tellOutage(part: string, error: UnavailableError | null): void {
    if (error === null) this.#outages.end(part);
    else this.#outages.begin(part, error);
  }

  /** Does `work` until it succeeds; null where it cannot, which is told to whoever asks for deliveries. */
  async #surely<T>(work: () => Promise<T>): Promise<T | null> {
    for (let failures = 0; !this.#signal.aborted; failures++) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof UnavailableError)) this.#fail(error);
        else this.#outages.begin(GROUP, error);
        const pauseMs = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** failures);
        await wait(pauseMs, this.#signal).catch(() => {});
      }
    }
    return null;
  }
}

/** What can fail beside the partitions, which are named by their numbers. */
const GROUP = "group";

/** Those of the partitions that have a leader. */
function toLed({ leaders }: KafkaTopic, partitions: Iterable<number> = leaders.keys()): number[] {
  return [...partitions].filter((partition) => (leaders[partition] ?? null) !== null);
}

/** Offset after the place of this topic's partition among them. */
function ownNext(
  positions: readonly BusPosition[],
  { id }: KafkaTopic,
  partition: number,
): number | undefined {
  const own = positions.find((place) => place.epoch === id && place.partition === partition);
  return own === undefined ? undefined : own.offset + 1;
}

const PAUSE_MS = 100;
const PAUSE_MS_MAX = 3000;
