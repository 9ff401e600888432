/**
 * CRC-32C (Castagnoli, RFC 3720 appendix B.4) of the bytes from `start` on: the checksum of Kafka's record
 * batches. Four bytes a step.
 */
export function crc32c(bytes: Uint8Array, start = 0): number {
  let crc = 0xffffffff;
  let i = start;
  for (const end = bytes.length - 3; i < end; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc = TABLES[768 + (crc & 255)]! ^ TABLES[512 + ((crc >>> 8) & 255)]! ^
      TABLES[256 + ((crc >>> 16) & 255)]! ^ TABLES[crc >>> 24]!;
  }
  for (; i < bytes.length; i++) crc = TABLES[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** Four tables of 256: of a byte that is followed by 0, 1, 2 and 3 others. */
const TABLES = new Int32Array(1024);
for (let byte = 0; byte < 256; byte++) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  TABLES[byte] = crc;
}
for (let i = 256; i < 1024; i++) {
  const crc = TABLES[i - 256]!;
  TABLES[i] = TABLES[crc & 255]! ^ (crc >>> 8);
}
