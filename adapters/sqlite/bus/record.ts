import { crc32 } from "node:zlib";
import type { RawBatch } from "../../../core/raw_batch.ts";
import { decodeRawBatch, encodedBytes, writeRawBatch } from "../../../core/raw_batch_codec.ts";
import type { BusPosition, BusRecord } from "../../../ports/bus.ts";

/** A row of table `log`. */
export interface LogRow {
  /** Topic and offset, see `toKey`. */
  readonly key: number;
  /** How many events the batch has. */
  readonly events: number;
  /** Events published to the topic up to and with this record. */
  readonly upto: number;
  /** Of the batch. */
  readonly origin: string;
  /** `begin` of the batch. */
  readonly position: number;
  /** What `checksum` gave when it was written. */
  readonly crc: number;
  /** The encoded batch. */
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Encodes one batch after the other into one buffer. */
export class BatchEncoder {
  #buffer: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  /** As `encodeRawBatch`; a view that the next call overwrites. */
  encode(batch: RawBatch): Uint8Array<ArrayBuffer> {
    const length = encodedBytes(batch);
    if (length > this.#buffer.length) this.#buffer = new Uint8Array(length);
    writeRawBatch(batch, this.#buffer);
    return this.#buffer.subarray(0, length);
  }
}

/** CRC-32 over key, number of events and data: a record at the wrong place is as wrong as a changed one. */
export function checksum(row: Pick<LogRow, "key" | "events" | "data">): number {
  return crc32(row.data, crc32(`${row.key}:${row.events}`));
}

/** Decodes a row; a damaged one becomes a record with `broken` set. */
export function toRecord(position: BusPosition, row: LogRow): BusRecord {
  const sum = checksum(row);
  if (sum !== row.crc) {
    const reason = `its CRC-32 is ${hex(sum)}, not ${hex(row.crc)}`;
    return toBroken(position, row, reason);
  }
  try {
    return { position, batch: decodeRawBatch(row.data), broken: null };
  } catch (error) {
    return toBroken(position, row, error instanceof Error ? error.message : String(error));
  }
}

function toBroken(position: BusPosition, row: LogRow, reason: string): BusRecord {
  const what = `Cannot read record ${position.offset} (${row.events} events of origin ` +
    `${row.origin} from position ${row.position})`;
  return { position, batch: null, broken: { bytes: row.data, reason: `${what}: ${reason}` } };
}

function hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}
