/**
 * Gives the memory of bytes back at once that nobody will look at again, with all of the buffer that they
 * are in, which nobody else may use; what has a view of it sees none. (The garbage collector lets about
 * 64 MiB of such memory lie in each thread before it looks.) A small buffer is left to it: that may be one
 * that many share.
 *
 * Not for `ship` and `process`: with the first buffer that is given back, V8 throws away all code that it
 * made for typed arrays, and from then on checks at each access whether the buffer is still there.
 */
export function release({ buffer }: Uint8Array): void {
  if (buffer.byteLength < RELEASED_BYTES_MIN) return;
  // A resizable one stays a buffer of its own kind with `transfer`, and keeps its room.
  if (buffer instanceof ArrayBuffer) buffer.transferToFixedLength(0);
}

const RELEASED_BYTES_MIN = 16_384;
