import { crc32c } from "./crc32c.ts";
import { decompress } from "./compression.ts";

/** One record batch as it came: its records are still packed. */
export interface RecordBatch {
  /** Of the first record. */
  readonly firstOffset: number;
  /** Of the last record; there may be none of it any more. */
  readonly lastOffset: number;
  /** The whole of it. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of a transaction: 16 hex digits; null = none. */
  readonly producer: string | null;
  /** Not records but a note of the brokers on the transaction of `producer`. */
  readonly isControl: boolean;
}

/** One record. The bytes are views. */
export interface RawRecord {
  /** Its place in the partition. */
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly timestampMs: number;
  /** Null = none. */
  readonly key: Uint8Array<ArrayBuffer> | null;
  /** Null = none: a tombstone. */
  readonly value: Uint8Array<ArrayBuffer> | null;
}

/** The record batches of a fetch. One that is cut off at the end is left out. */
export function* readRecordBatches(bytes: Uint8Array<ArrayBuffer>): Generator<RecordBatch> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at + PREFIX_BYTES <= bytes.length;) {
    const end = at + PREFIX_BYTES + view.getInt32(at + 8);
    if (end > bytes.length || end <= at + 16) return;
    const firstOffset = Number(view.getBigInt64(at));
    const isKnown = view.getInt8(at + 16) === VERSION && end - at >= HEADER_BYTES;
    const attributes = isKnown ? view.getInt16(at + 21) : 0;
    const isTransactional = (attributes & 16) !== 0;
    yield {
      firstOffset,
      lastOffset: firstOffset + (isKnown ? view.getInt32(at + 23) : 0),
      bytes: bytes.subarray(at, end),
      producer: isTransactional ? bytes.subarray(at + 43, at + 51).toHex() : null,
      isControl: (attributes & 32) !== 0,
    };
    at = end;
  }
}

/** Whether a control batch says that the transaction ended without effect. */
export function isAbort(control: RecordBatch): boolean {
  try {
    const [record] = readRecords(control);
    return record?.key?.[3] === 0; // version (2 bytes), type (2 bytes): 0 = abort
  } catch {
    return false; // Then it is not known to have ended.
  }
}

/** The records of a batch. Throws RangeError, which says what is wrong, before the first where it cannot be read. */
export function* readRecords({ bytes, firstOffset }: RecordBatch): Generator<RawRecord> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const version = view.getInt8(16);
  if (version !== VERSION) {
    throw new RangeError(`its format version is ${version}, which is older than Kafka 0.11`);
  }
  if (view.getUint32(17) !== crc32c(bytes, 21)) throw new RangeError("its CRC-32C is wrong");
  const attributes = view.getInt16(21);
  const firstMs = Number(view.getBigInt64(27));
  const appendedMs = (attributes & 8) !== 0 ? Number(view.getBigInt64(35)) : null;
  const count = view.getInt32(57);
  const cursor = new Cursor(unpack(bytes.subarray(HEADER_BYTES), attributes & 7));
  for (let i = 0; i < count; i++) {
    const end = cursor.varint() + cursor.at;
    cursor.at++; // attributes
    const timestampMs = firstMs + cursor.varint();
    const offset = firstOffset + cursor.varint();
    const key = cursor.bytes();
    const value = cursor.bytes();
    cursor.at = end; // past the headers
    yield { offset, timestampMs: appendedMs ?? timestampMs, key, value };
  }
}

function unpack(packed: Uint8Array<ArrayBuffer>, code: number): Uint8Array<ArrayBuffer> {
  try {
    return decompress(packed, code);
  } catch (error) {
    if (error instanceof RangeError && (error as { code?: string }).code === undefined) throw error;
    throw new RangeError(`it cannot be unpacked: ${(error as Error).message}`, { cause: error });
  }
}

/** Reads zigzag varints and what they are the length of. */
class Cursor {
  at = 0;
  readonly #bytes: Uint8Array<ArrayBuffer>;

  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.#bytes = bytes;
  }

  varint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) throw new RangeError("its records end too early");
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  bytes(): Uint8Array<ArrayBuffer> | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.at;
    this.at += length;
    if (this.at > this.#bytes.length) throw new RangeError("its records end too early");
    return this.#bytes.subarray(start, this.at);
  }
}

/** Offset and length. */
const PREFIX_BYTES = 12;
const HEADER_BYTES = 61;
const VERSION = 2;
