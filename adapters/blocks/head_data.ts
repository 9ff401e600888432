import type { LogEvent } from "../../core/event.ts";
import { Block } from "./block.ts";
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
  const { meta, columns, maxIngestedMs } = encodeBlock(events, {
    toData: (bytes) => bytes.slice(),
  });
  const row = [firstArrival, events.length];
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

/** The events that {@linkcode encodeHead} wrote; throws as `unpack` does, also if numbers differ. */
export function decodeHead(
  packed: Uint8Array,
  { firstArrival, count }: { readonly firstArrival: number; readonly count: number },
): LogEvent[] {
  const bytes = unpack(packed);
  const parts = new Map<number, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const end = at + PART_HEAD_BYTES + view.getUint32(at + 4, true);
    parts.set(view.getUint32(at, true), bytes.subarray(at + PART_HEAD_BYTES, end));
    at = end;
  }
  const { meta, row }: { meta: BlockMeta; row: [number, number] } = JSON.parse(
    new TextDecoder().decode(parts.get(META_INDEX)!),
  );
  if (row[0] !== firstArrival || row[1] !== count) {
    throw new Error(`Cannot read a head row: it says ${firstArrival},${count}, its data ${row}`, {
      cause: DAMAGE,
    });
  }
  return new Block(count, meta, (index, decode) => decode(parts.get(index)!)).allEvents();
}

const META_INDEX = 0xffffffff;
const PART_HEAD_BYTES = 8;
