import { Unpacked } from "./unpacked.ts";

/**
 * Unpacks Snappy (https://github.com/google/snappy/blob/main/format_description.txt), as other producers may
 * send it: one block, or several as the Java library frames them. Throws RangeError where it is neither, or
 * too large.
 */
export function unpackSnappy(packed: Uint8Array, bytesMax: number): Uint8Array<ArrayBuffer> {
  const unpacked = new Unpacked(bytesMax);
  if (!JAVA_MAGIC.every((byte, i) => packed[i] === byte)) {
    unpackBlock(packed, unpacked);
    return unpacked.bytes();
  }
  const view = new DataView(packed.buffer, packed.byteOffset, packed.length);
  for (let at = JAVA_HEADER_BYTES; at + 4 <= packed.length;) {
    const end = at + 4 + view.getUint32(at);
    if (end > packed.length) throw new RangeError("its Snappy block ends too early");
    const block = new Unpacked(bytesMax); // A block repeats nothing of another.
    unpackBlock(packed.subarray(at + 4, end), block);
    unpacked.add(block.bytes());
    at = end;
  }
  return unpacked.bytes();
}

function unpackBlock(block: Uint8Array, unpacked: Unpacked): void {
  let at = 0;
  const readNumber = (count: number): number => {
    let value = 0;
    for (let i = 0; i < count; i++) value += (block[at++] ?? 0) * 256 ** i;
    return value;
  };
  while (block[at++]! >= 128); // The length that it will have.
  while (at < block.length) {
    const tag = block[at++]!;
    const high = tag >> 2;
    switch (tag & 3) {
      case 0: {
        const count = (high < 60 ? high : readNumber(high - 59)) + 1;
        if (at + count > block.length) throw new RangeError("its Snappy block ends too early");
        unpacked.add(block.subarray(at, at + count));
        at += count;
        break;
      }
      case 1:
        unpacked.repeat((tag >> 5) * 256 + readNumber(1), (high & 7) + 4);
        break;
      default:
        unpacked.repeat(readNumber((tag & 3) === 2 ? 2 : 4), high + 1);
    }
  }
}

/** What snappy-java begins with, before two version numbers. */
const JAVA_MAGIC = [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0];
const JAVA_HEADER_BYTES = 16;
