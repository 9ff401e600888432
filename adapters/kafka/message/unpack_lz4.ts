import { Unpacked } from "./unpacked.ts";

/**
 * Unpacks an LZ4 frame (https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md), as other producers may
 * send it. Checksums are left to those of Kafka. Throws RangeError where it is none, or too large.
 */
export function unpackLz4(packed: Uint8Array, bytesMax: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  if (packed.length < 7 || view.getUint32(0, true) !== MAGIC) {
    throw new RangeError("it is no LZ4 frame");
  }
  const flags = packed[4]!;
  const checksumBytes = flags & BLOCK_CHECKSUM ? 4 : 0;
  const unpacked = new Unpacked(bytesMax);
  let at = 7 + (flags & CONTENT_SIZE ? 8 : 0) + (flags & DICTIONARY ? 4 : 0);
  while (at + 4 <= packed.length) {
    const size = view.getUint32(at, true);
    if (size === 0) return unpacked.bytes();
    const end = at + 4 + (size & 0x7fffffff);
    if (end > packed.length) break;
    const block = packed.subarray(at + 4, end);
    if (size & 0x80000000) unpacked.add(block);
    else unpackBlock(block, unpacked);
    at = end + checksumBytes;
  }
  throw new RangeError("its LZ4 frame ends too early");
}

/** Each step: a token, bytes as they are, and what is repeated. */
function unpackBlock(block: Uint8Array, unpacked: Unpacked): void {
  let at = 0;
  /** A length of 15 goes on in further bytes. */
  const readLength = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15; more;) {
      const byte = block[at++] ?? 0;
      length += byte;
      more = byte === 255;
    }
    return length;
  };
  while (at < block.length) {
    const token = block[at++]!;
    const count = readLength(token >> 4);
    if (at + count > block.length) throw new RangeError("its LZ4 block ends too early");
    unpacked.add(block.subarray(at, at + count));
    at += count;
    if (at + 2 > block.length) return; // The last step repeats nothing.
    const back = block[at]! | (block[at + 1]! << 8);
    at += 2;
    unpacked.repeat(back, readLength(token & 15) + 4);
  }
}

const MAGIC = 0x184d2204;
const DICTIONARY = 1;
const CONTENT_SIZE = 8;
const BLOCK_CHECKSUM = 16;
