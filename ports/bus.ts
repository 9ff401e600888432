import type { RawBatch } from "../core/raw_batch.ts";

/** `logs-raw`: what was shipped. `logs-dead`: what could not be stored, with its reason. */
export type Topic = "logs-raw" | "logs-dead";

/** A durable, ordered log of batches with consumer groups. Safe for many processes at once. */
export interface Bus extends AsyncDisposable {
  /**
   * Resolves once all batches are durable, in this order, all or none. Rejects with
   * `UnavailableError` when the topic is full or the bus cannot be reached; then none or all of
   * them may have been kept, and publishing them again is safe. Rejects with RangeError what the topic
   * could not even hold alone. Until it is settled the batches are not to be changed.
   */
  publish(topic: Topic, batches: readonly RawBatch[]): Promise<void>;

  /**
   * Deliveries for `group` from its last acknowledged one on (a new group begins with the oldest kept).
   * Ends when `signal` fires. Order is kept per origin. What was not acknowledged is delivered
   * again, before anything newer of its origin: after `nack`, and to the next subscriber.
   * A topic keeps a batch until every group that ever subscribed has acknowledged it, or (Kafka) as long
   * as the topic is configured to. Subscribers of one group in several processes share the partitions (Kafka).
   */
  subscribe(topic: Topic, options: SubscribeOptions): AsyncIterable<Delivery>;

  /**
   * What is kept, without a group: at most `limit` records, in order within each partition, after the places
   * in `after` (a partition that none of them names, or of a foreign epoch: from the oldest). [] = the end.
   */
  read(topic: Topic, after: readonly BusPosition[], limit: number): Promise<BusRecord[]>;

  /** Where the topic and its groups stand. */
  status(topic: Topic): Promise<TopicStatus>;
}

/** Who reads, and until when. */
export interface SubscribeOptions {
  /** Name of the consumer group. */
  readonly group: string;
  /** Ends the subscription. */
  readonly signal: AbortSignal;
  /**
   * Asked whenever partitions come to this subscriber: it continues after these places instead of the group's
   * own, and in a partition that none of them names, or of a foreign epoch, with the oldest kept.
   */
  readonly after?: () => Promise<readonly BusPosition[]>;
}

/**
 * A place in the bus. `epoch` names one incarnation, so a recreated bus is noticed. A bus may go on from epochs
 * before its own, and know their places; all others are foreign.
 */
export interface BusPosition {
  /** One incarnation of the bus. */
  readonly epoch: string;
  /** 0 on the embedded bus. */
  readonly partition: number;
  /** Of a record; increasing within its partition, not without gaps. -1 = before the first. */
  readonly offset: number;
}

/** One published batch, or the bytes of a record that can no longer be read. */
export interface BusRecord {
  /** Where it is. */
  readonly position: BusPosition;
  /** As it was published; null where it cannot be read. */
  readonly batch: RawBatch | null;
  /** Set where `batch` is null: the record as it is on disk, and what is wrong with it. */
  readonly broken: { readonly bytes: Uint8Array<ArrayBuffer>; readonly reason: string } | null;
}

/** Some consecutive records of one partition. Exactly one of `ack` and `nack` is to be called, once, or again where it rejected. */
export interface Delivery {
  /** At least one, ordered; several so that one commit can serve many. */
  readonly records: readonly BusRecord[];
  /** The position of the last record. */
  readonly position: BusPosition;
  /** The group is done with it: resolves once that is durable. Rejects with `UnavailableError` as `publish` does. */
  ack(): Promise<void>;
  /** Give it back, and with it all later ones of its partition: they are delivered again. */
  nack(): Promise<void>;
  /**
   * False once it was taken back, by `nack` of an earlier one or because its partition went to another
   * subscriber: it is (or was) delivered again, whatever is done with this one, and `ack` does nothing.
   */
  isCurrent(): boolean;
}

/** Counts of one topic since its epoch began. */
export interface TopicStatus {
  /** The bus's present incarnation. */
  readonly epoch: string;
  /** Events ever published, repeats included. */
  readonly published: number;
  /** Events kept now. */
  readonly kept: number;
  /** Of what is kept now; null where the bus does not tell. */
  readonly bytes: number | null;
  /** At which publishing is refused; null where it never is. */
  readonly bytesMax: number | null;
  /** Every group that ever subscribed. */
  readonly groups: readonly GroupStatus[];
}

/** How far a group is. */
export interface GroupStatus {
  /** Name of the consumer group. */
  readonly group: string;
  /** The last acknowledged record of each partition; none of a partition where nothing was yet. */
  readonly positions: readonly BusPosition[];
  /** Events kept that it has not acknowledged. */
  readonly lag: number;
}
