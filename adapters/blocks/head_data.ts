import { Block, type Decoded } from "./block.ts";
import type { BlockInfo } from "./block_file.ts";
import type { BlockMeta } from "./block_meta.ts";
import { encodeBlock } from "./encode_block.ts";
import { DAMAGE, pack, unpack } from "./packed.ts";
import type { Run } from "./run.ts";

/** What a head row holds, and its latest time of ingestion. */
export interface HeadData {
  /** Packed. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Epoch milliseconds. */
  readonly maxIngestedMs: number;
}

/**
 * Writes at least one event as one packed blob: the JSON of a block's meta and of the row's numbers, and then
 * the columns, each after its index and length (4 bytes each, little-endian).
 */
export function encodeHead({ firstArrival, events }: Run): HeadData {
  const { meta, columns, minMs, maxMs, maxIngestedMs } = encodeBlock(events, {
    toData: (bytes) => bytes.slice(),
  });
  const row = [firstArrival, events.length, minMs, maxMs];
  const json = new TextEncoder().encode(JSON.stringify({ meta, row }));
  const parts = [{ index: META_INDEX, data: json }, ...columns];
  const length = parts.reduce((sum, { data }) => sum + PART_HEAD_BYTES + data.length, 0);
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { index, data } of parts) {
    view.setUint32(at, index, true);
    view.setUint32(at + 4, data.length, true);
    bytes.set(data, at + PART_HEAD_BYTES);
    at += PART_HEAD_BYTES + data.length;
  }
  return { bytes: pack(bytes), maxIngestedMs };
}

/**
 * What {@linkcode encodeHead} wrote as a block in memory, whose columns are decoded when they are needed.
 * Throws as `unpack` does, also if numbers differ; as a row is checked as a whole, reading the block does
 * not fail.
 */
export function openHead(
  packed: Uint8Array,
  { firstArrival, count }: HeadNumbers,
): Omit<Required<BlockInfo>, "id"> {
  const bytes = unpack(packed);
  const parts = toParts(bytes);
  const { meta, row }: { meta: BlockMeta; row: readonly number[] } = JSON.parse(
    new TextDecoder().decode(parts.get(META_INDEX)!),
  );
  if (row[0] !== firstArrival || row[1] !== count) {
    const own = row.slice(0, 2);
    throw new Error(`Cannot read a head row: it says ${firstArrival},${count}, its data ${own}`, {
      cause: DAMAGE,
    });
  }
  const decoded = new Map<number, Decoded>();
  const block = new Block(count, meta, <T extends Decoded>(
    index: number,
    decode: (bytes: Uint8Array) => T,
  ) => {
    const known = decoded.get(index) ?? decode(parts.get(index)!);
    decoded.set(index, known);
    return known as T;
  });
  const [, , minMs = Math.min(...block.times()), maxMs = Math.max(...block.times())] = row;
  return { firstArrival, count, minMs, maxMs, block };
}

/** What a head row says of itself. */
export interface HeadNumbers {
  /** Event `i` arrived as number `firstArrival + i`. */
  readonly firstArrival: number;
  /** How many events it has. */
  readonly count: number;
}

function toParts(bytes: Uint8Array): Map<number, Uint8Array> {
  const parts = new Map<number, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const end = at + PART_HEAD_BYTES + view.getUint32(at + 4, true);
    parts.set(view.getUint32(at, true), bytes.subarray(at + PART_HEAD_BYTES, end));
    at = end;
  }
  return parts;
}

const META_INDEX = 0xffffffff;
const PART_HEAD_BYTES = 8;
