import { UnavailableError } from "../../core/errors.ts";
import type { RawBatch } from "../../core/raw_batch.ts";
import { wait } from "../../runtime/wait.ts";
import { type BatchToWrite, RecordsWriter, toBatchToWrite } from "./message/records_writer.ts";

/** A call of `publish`: settled once all its batches are acknowledged, or the first one failed. */
export interface PublishJob {
  /** Batches that are not acknowledged yet. */
  left: number;
  /** All went well. */
  readonly resolve: () => void;
  /** One did not. */
  readonly reject: (error: Error) => void;
}

/** Sends what the writer holds to the partition's leader; rejects where the brokers did not take it. */
export type SendRecords = (records: RecordsWriter) => Promise<void>;

/**
 * What waits to be published to one partition, in order. One record batch is under way at a time, and it takes
 * as much as there is, of whatever calls; so the order holds whatever goes wrong, and many small calls become
 * few requests.
 */
export class PartitionQueue {
  readonly #send: SendRecords;
  readonly #pausesMs: readonly number[];
  readonly #writer = new RecordsWriter();
  #entries: Entry[] = [];
  #isBusy = false;
  /** A record batch is not to have more, but for one event. */
  #bytesAim = RECORDS_BYTES_AIM;

  /** After each of `pausesMs` what failed is tried once more. */
  constructor(send: SendRecords, pausesMs: readonly number[] = PAUSES_MS) {
    this.#send = send;
    this.#pausesMs = pausesMs;
  }

  /** Appends a batch that has events. */
  add(batch: RawBatch, job: PublishJob): void {
    this.#entries.push({ batch, job, source: null, next: 0 });
    if (!this.#isBusy) this.#run();
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    await null; // Calls that are made at once travel together.
    while (this.#entries.length > 0) {
      const begun = this.#entries[0]!.next;
      try {
        const done = this.#fill();
        await this.#sendSurely();
        this.#settle(done);
      } catch (error) {
        if (error instanceof RangeError) this.#shrink(error, begun);
        else this.#fail(error as Error);
      }
    }
    this.#isBusy = false;
  }

  /** What waits behind what failed must not arrive before it: its callers begin anew, too. */
  #fail(error: Error): void {
    for (const { job } of this.#entries.splice(0)) job.reject(error);
  }

  /** The record batch was larger than the topic takes: it goes in halves, but one event alone never will. */
  #shrink(error: RangeError, begun: number): void {
    if (this.#writer.count > 1) {
      this.#bytesAim = Math.ceil(this.#writer.length / 2);
      for (const entry of this.#entries) entry.next = 0;
      this.#entries[0]!.next = begun;
      return;
    }
    this.#bytesAim = RECORDS_BYTES_AIM; // It was the event, not the topic.
    const { job } = this.#entries[0]!;
    this.#entries = this.#entries.filter((entry) => entry.job !== job);
    for (const entry of this.#entries) entry.next = 0;
    job.reject(error);
  }

  /** Writes as much as one record batch may have; how many entries it finishes. */
  #fill(): number {
    this.#writer.reset();
    let done = 0;
    for (const entry of this.#entries) {
      const { batch } = entry;
      const count = batch.ends.length;
      const source = entry.source ??= toBatchToWrite(batch);
      while (entry.next < count) {
        const textBytes = batch.slices[2 * entry.next + 1]! - batch.slices[2 * entry.next]!;
        const isFull = this.#writer.length + textBytes > this.#bytesAim;
        if (isFull && this.#writer.count > 0) return done;
        this.#writer.write(source, entry.next++);
      }
      done++;
    }
    return done;
  }

  async #sendSurely(): Promise<void> {
    for (let tries = 0;; tries++) {
      try {
        return await this.#send(this.#writer);
      } catch (error) {
        if (!(error instanceof UnavailableError) || tries === this.#pausesMs.length) throw error;
        await wait(this.#pausesMs[tries]!);
      }
    }
  }

  #settle(done: number): void {
    for (const { job } of this.#entries.splice(0, done)) {
      if (--job.left === 0) job.resolve();
    }
  }
}

interface Entry {
  readonly batch: RawBatch;
  readonly job: PublishJob;
  source: BatchToWrite | null;
  /** The event to be written next. */
  next: number;
}

/** Together shorter than what `ship` would wait: for a leader that moves. */
const PAUSES_MS = [100, 400];

/**
 * A record batch has about so many bytes before it is packed, as brokers take 1 MB (`message.max.bytes`); one
 * event may be larger.
 */
const RECORDS_BYTES_AIM = 640 * 1024;
