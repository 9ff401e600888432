import { constants, crc32, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/**
 * Bytes as they lie in the store: CRC-32 of what follows (4 bytes, little-endian), 1 byte codec
 * (0 = as they are, 1 = zstd), the data. Short data is not compressed.
 */
export function pack(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return toPacked(bytes, bytes.length >= COMPRESSED_BYTES_MIN);
}

/** The same for bytes that do not get shorter. */
export function packPlain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return toPacked(bytes, false);
}

function toPacked(bytes: Uint8Array, compress: boolean): Uint8Array<ArrayBuffer> {
  const data = compress ? zstdCompressSync(bytes, FAST) : bytes;
  const packed = new Uint8Array(HEAD_BYTES + data.length);
  packed[4] = compress ? 1 : 0;
  packed.set(data, HEAD_BYTES);
  new DataView(packed.buffer).setUint32(0, crc32(packed.subarray(4)), true);
  return packed;
}

/** The bytes that were packed; throws an error that `isDamage` knows when they are not whole. */
export function unpack(packed: Uint8Array): Uint8Array {
  const fault = findFault(packed);
  if (fault !== null) throw new Error(`Cannot read packed bytes: ${fault}`, { cause: DAMAGE });
  const data = packed.subarray(HEAD_BYTES);
  if (packed[4] !== 1) return data;
  // In one piece where that is long enough, as pieces are left to the garbage collector.
  const chunkSize = Math.max(PIECE_BYTES_MIN, data.length * PIECE_GROWTH);
  const plain = zstdDecompressSync(data, { chunkSize });
  // Not the Buffer itself: its slice() would be a view.
  return new Uint8Array(plain.buffer, plain.byteOffset, plain.byteLength);
}

/**
 * What was packed as JSON, and how many bytes that has; `onRead` is told of the unpacked bytes once they
 * are read, where they are not `packed`'s own. Throws as {@linkcode unpack} does.
 */
export function unpackJson<T>(
  packed: Uint8Array,
  onRead: (bytes: Uint8Array) => void = () => {},
): { readonly value: T; readonly length: number } {
  const bytes = unpack(packed);
  const { length } = bytes;
  const value: T = JSON.parse(new TextDecoder().decode(bytes));
  if (bytes.buffer !== packed.buffer) onRead(bytes);
  return { value, length };
}

/** What is wrong with packed bytes, without unpacking them; null = nothing. */
export function findFault(packed: Uint8Array): string | null {
  if (!(packed instanceof Uint8Array)) return "it is no bytes"; // SQLite keeps a type with each value.
  if (packed.length < HEAD_BYTES) return `${packed.length} bytes are too few`;
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const expected = view.getUint32(0, true);
  const actual = crc32(packed.subarray(4));
  if (expected !== actual) return `the checksum is ${actual}, not ${expected}`;
  return packed[4]! > 1 ? `the codec ${packed[4]} is unknown` : null;
}

/** The `cause` of errors that say: these bytes are not what was written. */
export const DAMAGE = Symbol("damage");

const HEAD_BYTES = 5;
const PIECE_BYTES_MIN = 16 * 1024;
/** Few columns are more times as large as they are packed; what is not used of a piece takes no memory. */
const PIECE_GROWTH = 10;
const COMPRESSED_BYTES_MIN = 64;

/** Level 1 is the fastest, and on log columns as small as level 3. */
const FAST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
