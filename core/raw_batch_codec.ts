import { FORMATS, type RawBatch } from "./raw_batch.ts";
import { VarintReader, VarintWriter } from "./varint.ts";

/**
 * The batch as bytes: version, metadata as JSON, the table of events as varints, then (apart, so that a
 * checkpoint can keep the rest alone) the text. A regular line (right after the last one and its
 * newline) costs one or two bytes in the table.
 */
export function encodeRawBatch(batch: RawBatch): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(encodedBytes(batch));
  writeRawBatch(batch, all);
  return all;
}

/** How many bytes {@linkcode encodeRawBatch} makes of it. */
export function encodedBytes(batch: RawBatch): number {
  return 4 + encodeRawBatchHead(batch).length + batch.bytes.length;
}

/** Writes what {@linkcode encodeRawBatch} makes to the beginning of `into`, which has room for it. */
export function writeRawBatch(batch: RawBatch, into: Uint8Array<ArrayBuffer>): void {
  const head = encodeRawBatchHead(batch);
  new DataView(into.buffer, into.byteOffset).setUint32(0, head.length, true);
  into.set(head, 4);
  into.set(batch.bytes, 4 + head.length);
}

/** Reads {@linkcode encodeRawBatch}; throws RangeError where the bytes are not one. The text is a view. */
export function decodeRawBatch(all: Uint8Array<ArrayBuffer>): RawBatch {
  if (all.length < 4) throw new RangeError(`Cannot read a batch: ${all.length} bytes are too few`);
  const headLength = new DataView(all.buffer, all.byteOffset).getUint32(0, true);
  if (4 + headLength > all.length) {
    throw new RangeError(`Cannot read a batch: its head of ${headLength} bytes is cut off`);
  }
  return decodeRawBatchHead(all.subarray(4, 4 + headLength), all.subarray(4 + headLength));
}

/** Everything but the text. Made once for each batch; not to be changed. */
export function encodeRawBatchHead(batch: RawBatch): Uint8Array<ArrayBuffer> {
  let head = HEADS.get(batch);
  if (head === undefined) HEADS.set(batch, head = encodeHead(batch));
  return head;
}

/** A reading needs it twice: for the checkpoint and for the bus. */
const HEADS = new WeakMap<RawBatch, Uint8Array<ArrayBuffer>>();

function encodeHead(batch: RawBatch): Uint8Array<ArrayBuffer> {
  const { origin, begin, hostname, file, service, format, timeZone, shippedMs, reason } = batch;
  const meta = { origin, begin, hostname, file, service, format, timeZone, shippedMs, reason };
  const { positions, slices, ends, parts } = batch;
  const count = positions.length;
  const writer = new VarintWriter(256 + count * 2);
  writer.write(VERSION);
  writer.writeBytes(new TextEncoder().encode(JSON.stringify(meta)));
  writer.write(count);
  let expected = 0;
  for (let i = 0; i < count; i++) {
    const start = slices[2 * i]!;
    const length = slices[2 * i + 1]! - start;
    const aside = positions[i]! - (begin + start);
    const over = ends[i]! - (positions[i]! + length + 1);
    const part = parts === null ? 0 : parts[i]!;
    if (start === expected && aside === 0 && over === 0 && part === 0) {
      writer.write(length * 2);
    } else {
      writer.write(length * 2 + 1);
      writer.writeSigned(start - expected);
      writer.writeSigned(aside);
      writer.writeSigned(over);
      writer.write(part);
    }
    expected = start + length + 1;
  }
  return writer.bytes();
}

/** Reads {@linkcode encodeRawBatchHead} and joins it with the text it was made with. */
export function decodeRawBatchHead(
  head: Uint8Array<ArrayBuffer>,
  bytes: Uint8Array<ArrayBuffer>,
): RawBatch {
  const reader = new VarintReader(head);
  const version = reader.read();
  if (version !== VERSION) {
    throw new RangeError(`Cannot read a batch: its format version is ${version}, not ${VERSION}`);
  }
  const meta = parseMeta(new TextDecoder().decode(reader.readBytes()));
  const count = reader.read();
  if (count > head.length) {
    throw new RangeError(`Cannot read a batch: it cannot hold ${count} events`);
  }
  const slices = new Uint32Array(2 * count);
  const positions = new Float64Array(count);
  const ends = new Float64Array(count);
  let parts: Uint32Array<ArrayBuffer> | null = null;
  let expected = 0;
  for (let i = 0; i < count; i++) {
    const packed = reader.read();
    const length = Math.floor(packed / 2);
    const regular = packed % 2 === 0;
    const start = regular ? expected : expected + reader.readSigned();
    const position = meta.begin + start + (regular ? 0 : reader.readSigned());
    if (start < 0 || start + length > bytes.length) {
      throw new RangeError(
        `Cannot read a batch: event ${i} lies outside its ${bytes.length} bytes`,
      );
    }
    slices[2 * i] = start;
    slices[2 * i + 1] = start + length;
    positions[i] = position;
    ends[i] = position + length + 1 + (regular ? 0 : reader.readSigned());
    const part = regular ? 0 : reader.read();
    if (part > 0) (parts ??= new Uint32Array(count))[i] = part;
    expected = start + length + 1;
  }
  return { ...meta, bytes, slices, positions, ends, parts };
}

function parseMeta(json: string): Meta {
  let meta: Meta;
  try {
    meta = JSON.parse(json);
  } catch (error) {
    throw new RangeError("Cannot read a batch: its metadata is not JSON", { cause: error });
  }
  if (FORMATS.includes(meta?.format)) return meta;
  throw new RangeError(`Cannot read a batch: its format is "${meta?.format}", which is unknown`);
}

type Meta = Omit<RawBatch, "bytes" | "slices" | "positions" | "ends" | "parts">;

const VERSION = 1;
