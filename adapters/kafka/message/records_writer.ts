import { Buffer, isUtf8 } from "node:buffer";
import type { RawBatch } from "../../../core/raw_batch.ts";
import { countExtra, writeEscaped } from "./escape.ts";
import { END_KEY, type Layout, TEXT_KEY, toLayout } from "./layout.ts";

/** The events of a batch, on their way into records. */
export interface BatchToWrite {
  /** Where they are. */
  readonly batch: RawBatch;
  /** Its messages' layout. */
  readonly layout: Layout;
  /** Its origin. */
  readonly key: Uint8Array<ArrayBuffer>;
  /** Whether no byte of it needs to be looked at to know that it is UTF-8. */
  readonly isUtf8: boolean;
}

/** Prepares a batch. */
export function toBatchToWrite(batch: RawBatch): BatchToWrite {
  const key = encoder.encode(batch.origin);
  return { batch, layout: toLayout(batch), key, isUtf8: isUtf8(batch.bytes) };
}

/**
 * Writes messages as records of a Kafka record batch (version 2, uncompressed): length, attributes,
 * difference of time, difference of offset, key, value, headers; numbers are zigzag varints.
 */
export class RecordsWriter {
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array(128 * 1024);
  #at = 0;
  /** Records so far. */
  count = 0;

  /** Bytes so far. */
  get length(): number {
    return this.#at;
  }

  /** The records so far: a view, until `reset`. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#at);
  }

  /** Begins anew. */
  reset(): void {
    this.#at = 0;
    this.count = 0;
  }

  /** Writes event `i` of the batch. */
  write(source: BatchToWrite, i: number): void {
    const { batch, layout, key } = source;
    const start = batch.slices[2 * i]!;
    const end = batch.slices[2 * i + 1]!;
    const text = this.#toText(source, start, end);
    const position = String(batch.positions[i]!);
    const rest = String(batch.ends[i]!) + toRare(batch, i, text.isBase64);
    const valueLength = TEXT_KEY.length + text.length + layout.head.length + position.length +
      END_KEY.length + rest.length + layout.tail.length;
    const bodyLength = 2 + varintLength(this.count) + varintLength(key.length) + key.length +
      varintLength(valueLength) + valueLength + 1;
    this.#grow(bodyLength + 5);
    this.#varint(bodyLength);
    this.#bytes[this.#at++] = 0; // attributes
    this.#bytes[this.#at++] = 0; // all have the time of their record batch
    this.#varint(this.count++);
    this.#varint(key.length);
    this.#raw(key);
    this.#varint(valueLength);
    this.#raw(TEXT_KEY);
    this.#text(text, batch.bytes, start);
    this.#raw(layout.head);
    this.#ascii(position);
    this.#raw(END_KEY);
    this.#ascii(rest);
    this.#raw(layout.tail);
    this.#bytes[this.#at++] = 0; // no headers
  }

  #toText({ batch: { bytes }, isUtf8: isKnown }: BatchToWrite, start: number, end: number): Text {
    const isSound = isKnown
      ? !isInside(bytes, start) && !isInside(bytes, end)
      : isUtf8(bytes.subarray(start, end));
    const base64Length = 4 * Math.ceil((end - start) / 3);
    const extra = isSound ? countExtra(bytes, start, end) : 0;
    const size = end - start;
    if (isSound && size + extra <= base64Length + BASE64_FIELD.length) {
      return { isBase64: false, length: size + extra, size, extra };
    }
    return { isBase64: true, length: base64Length, size, extra };
  }

  #text({ isBase64, length, size, extra }: Text, bytes: Uint8Array, start: number): void {
    const at = this.#at;
    this.#at += length;
    if (!isBase64 && extra === 0 && size <= LOOP_BYTES_MAX) {
      const into = this.#bytes;
      for (let i = 0; i < size; i++) into[at + i] = bytes[start + i]!;
      return;
    }
    const text = bytes.subarray(start, start + size);
    if (isBase64) {
      const ascii = Buffer.from(text.buffer, text.byteOffset, text.length).toString("base64");
      encoder.encodeInto(ascii, this.#bytes.subarray(at));
    } else if (extra === 0) this.#bytes.set(text, at);
    else writeEscaped(text, this.#bytes, at);
  }

  #raw(bytes: Uint8Array): void {
    const into = this.#bytes;
    const at = this.#at;
    for (let i = 0; i < bytes.length; i++) into[at + i] = bytes[i]!;
    this.#at = at + bytes.length;
  }

  #ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.#bytes[this.#at++] = text.charCodeAt(i);
  }

  #varint(value: number): void {
    let rest = value * 2;
    for (; rest >= 128; rest >>>= 7) this.#bytes[this.#at++] = (rest & 127) | 128;
    this.#bytes[this.#at++] = rest;
  }

  #grow(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + length));
    grown.set(this.bytes());
    this.#bytes = grown;
  }
}

/** How a text is written: `length` bytes, of `size` and `extra` for what is escaped. */
interface Text {
  readonly isBase64: boolean;
  readonly length: number;
  readonly size: number;
  readonly extra: number;
}

/** The fields that few messages have. */
function toRare({ begin, positions, ends, parts }: RawBatch, i: number, isBase64: boolean): string {
  const from = i === 0 ? begin : ends[i - 1]!;
  let fields = from === positions[i] ? "" : `,"begin":${from}`;
  if (parts !== null && parts[i] !== 0) fields += `,"part":${parts[i]}`;
  return isBase64 ? fields + BASE64_FIELD : fields;
}

function isInside(bytes: Uint8Array, at: number): boolean {
  return at < bytes.length && (bytes[at]! & 0xc0) === 0x80;
}

/** Of a number from 0 that is not negative. */
function varintLength(value: number): number {
  return value < 64 ? 1 : value < 8192 ? 2 : value < 1_048_576 ? 3 : value < 134_217_728 ? 4 : 5;
}

const BASE64_FIELD = `,"encoding":"base64"`;

/** Up to here a loop is faster than what the runtime has. */
const LOOP_BYTES_MAX = 160;

const encoder = new TextEncoder();
