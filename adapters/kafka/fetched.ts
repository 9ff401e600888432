import type { BusPosition, BusRecord } from "../../ports/bus.ts";
import { Assembler } from "./message/assembler.ts";
import { ForeignSource } from "./message/foreign_message.ts";
import {
  isAbort,
  type RawRecord,
  readRecordBatches,
  readRecords,
  type RecordBatch,
} from "./message/read_record_batches.ts";
import type { FetchAnswer } from "./wire/data_requests.ts";

/** The partition that something was fetched from. */
export interface FetchedFrom {
  /** Full name of the topic. */
  readonly topic: string;
  /** UUID of its incarnation: the epoch. */
  readonly id: string;
  /** From 0. */
  readonly partition: number;
}

/** Some consecutive records. */
export interface Stretch {
  /** None where the messages had nothing in them. */
  readonly records: readonly BusRecord[];
  /** Offset at which it goes on. */
  readonly next: number;
  /** Messages with nothing in them. */
  readonly skipped: number;
}

/** How much is in one stretch. */
export interface StretchLimits {
  /** At most so many records, but for those of one message. */
  readonly recordsMax: number;
  /** About so many bytes. */
  readonly bytesMax: number;
  /** About so many events. */
  readonly eventsMax: number;
}

/** What one fetch brought, unpacked as it is taken. */
export class Fetched {
  readonly #from: FetchedFrom;
  readonly #source: ForeignSource;
  readonly #items: Generator<Item>;
  #held: Item | null = null;
  #next: number;

  /** Records of the answer from `offset` on; the brokers may send some before it. */
  constructor(answer: FetchAnswer, from: FetchedFrom, offset: number) {
    this.#from = from;
    this.#source = new ForeignSource(from);
    this.#next = offset;
    this.#items = readItems(answer, offset);
  }

  /** The next records; null = that was all. */
  take({ recordsMax, bytesMax, eventsMax }: StretchLimits): Stretch | null {
    const assembler = new Assembler(this.#source);
    const records: BusRecord[] = [];
    const start = this.#next;
    for (let item = this.#nextItem(); item !== null; item = this.#nextItem()) {
      if (item.record !== null) {
        assembler.push(item.record);
        if (assembler.done.length >= recordsMax && assembler.dropLast(item.record.offset)) {
          this.#held = item;
          break;
        }
      }
      this.#next = item.next;
      if (item.broken !== null) {
        assembler.finish();
        records.push(...this.#toRecords(assembler.done.splice(0)), this.#toBroken(item));
      }
      if (assembler.bytes >= bytesMax || assembler.events >= eventsMax) break;
      if (records.length + assembler.done.length >= recordsMax) break;
    }
    assembler.finish();
    records.push(...this.#toRecords(assembler.done));
    const { skipped } = assembler;
    return this.#next === start ? null : { records, next: this.#next, skipped };
  }

  /** Whether there is nothing more to take. */
  get isDone(): boolean {
    this.#held ??= this.#items.next().value ?? null;
    return this.#held === null;
  }

  #nextItem(): Item | null {
    const held = this.#held;
    this.#held = null;
    return held ?? this.#items.next().value ?? null;
  }

  #toRecords(assembled: Assembler["done"]): BusRecord[] {
    return assembled.map(({ batch, offset }) => ({
      position: this.#toPosition(offset),
      batch,
      broken: null,
    }));
  }

  #toBroken({ broken, next }: Item): BusRecord {
    const { bytes, reason } = broken!;
    const kept = bytes.slice(0, BROKEN_BYTES_MAX);
    const cut = kept.length < bytes.length ? `; the first ${kept.length} bytes are here` : "";
    const place = `partition ${this.#from.partition} of Kafka topic "${this.#from.topic}"`;
    return {
      position: this.#toPosition(next - 1),
      batch: null,
      broken: {
        bytes: kept,
        reason: `Cannot read a record batch of ${bytes.length} bytes in ${place} before offset ` +
          `${next}: ${reason}${cut}`,
      },
    };
  }

  #toPosition(offset: number): BusPosition {
    return { epoch: this.#from.id, partition: this.#from.partition, offset };
  }
}

/** A record, or a record batch that cannot be read, or nothing but progress. */
interface Item {
  readonly record: RawRecord | null;
  readonly broken: { readonly bytes: Uint8Array<ArrayBuffer>; readonly reason: string } | null;
  /** Offset that follows. */
  readonly next: number;
}

function* readItems({ bytes, aborted }: FetchAnswer, offset: number): Generator<Item> {
  const transactions = new Transactions(aborted);
  for (const batch of readRecordBatches(bytes)) {
    const next = batch.lastOffset + 1;
    const isVoid = transactions.isVoid(batch);
    if (next <= offset) continue;
    const last = isVoid ? offset : yield* readBatch(batch, offset);
    if (next > last) yield { record: null, broken: null, next };
  }
}

/** Returns the offset that follows the last record. */
function* readBatch(batch: RecordBatch, offset: number): Generator<Item, number> {
  let next = offset;
  try {
    for (const record of readRecords(batch)) {
      if (record.offset >= offset) yield { record, broken: null, next: next = record.offset + 1 };
    }
  } catch (error) {
    const broken = { bytes: batch.bytes, reason: (error as Error).message };
    yield { record: null, broken, next: next = batch.lastOffset + 1 };
  }
  return next;
}

/** Knows which record batches have no effect: notes of the brokers, and what was never committed. */
class Transactions {
  #aborted: FetchAnswer["aborted"];
  readonly #void = new Set<string>();

  constructor(aborted: FetchAnswer["aborted"]) {
    this.#aborted = aborted;
  }

  isVoid(batch: RecordBatch): boolean {
    const { producer, isControl, lastOffset } = batch;
    if (producer === null) return isControl;
    const begun = this.#aborted.filter(({ from }) => from <= lastOffset);
    this.#aborted = this.#aborted.filter(({ from }) => from > lastOffset);
    for (const { producer } of begun) this.#void.add(producer);
    if (isControl && isAbort(batch)) this.#void.delete(producer);
    return isControl || this.#void.has(producer);
  }
}

/** As a dead letter it must fit into a message again, in base64. */
const BROKEN_BYTES_MAX = 600 * 1024;
