/**
 * Gives the memory of bytes back at once that nobody will look at again; what has a view of them sees none.
 * (The garbage collector lets about 64 MiB of such memory lie in each thread before it looks.) Bytes that
 * are a part of a larger buffer, or few, are left to it.
 */
export function release({ buffer, byteLength }: Uint8Array): void {
  if (byteLength < RELEASED_BYTES_MIN || byteLength !== buffer.byteLength) return;
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}

const RELEASED_BYTES_MIN = 16_384;
