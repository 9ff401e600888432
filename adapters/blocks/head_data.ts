import { Block } from "./block.ts";
import type { BlockMeta } from "./block_meta.ts";
import type { EncodedBlock } from "./encode_block.ts";
import { pack, unpack } from "./packed.ts";

/** A small block as one blob: the packed meta, then each column, all after index and length (4 bytes each). */
export function toHeadData({ meta, columns }: EncodedBlock): Uint8Array<ArrayBuffer> {
  const parts = [{ index: META_INDEX, data: packMeta(meta) }, ...columns];
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
  return bytes;
}

/** Reads what {@linkcode toHeadData} wrote; damage shows when a part is read. */
export function fromHeadData(bytes: Uint8Array, count: number): Block {
  const parts = new Map<number, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length;) {
    const end = at + PART_HEAD_BYTES + view.getUint32(at + 4, true);
    parts.set(view.getUint32(at, true), bytes.subarray(at + PART_HEAD_BYTES, end));
    at = end;
  }
  const meta = unpackMeta(parts.get(META_INDEX) ?? bytes.subarray(0, 0));
  return new Block(count, meta, (index, decode) => decode(unpack(parts.get(index)!)));
}

/** A block's meta as it is stored. */
export function packMeta(meta: BlockMeta): Uint8Array<ArrayBuffer> {
  return pack(new TextEncoder().encode(JSON.stringify(meta)));
}

/** Undoes {@linkcode packMeta}. */
export function unpackMeta(bytes: Uint8Array): BlockMeta {
  return JSON.parse(new TextDecoder().decode(unpack(bytes)));
}

const META_INDEX = 0xffffffff;
const PART_HEAD_BYTES = 8;
