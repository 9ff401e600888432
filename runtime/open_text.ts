import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/**
 * Opens a file to read its text from beginning to end: decompressed where its first bytes say that it is
 * gzip, also of several members. The stream closes the file. Throws, and breaks with, Deno's and zlib's errors.
 */
export async function openText(path: string): Promise<ReadableStream<Uint8Array>> {
  const file = await Deno.open(path);
  const first = new Uint8Array(2);
  if (await file.read(first) !== null) await file.seek(0, Deno.SeekMode.Start);
  if (first[0] !== 0x1f || first[1] !== 0x8b) return file.readable;
  const gunzip = createGunzip(); // It goes on with the next member; DecompressionStream does not.
  const compressed = Readable.fromWeb(file.readable as Parameters<typeof Readable.fromWeb>[0]);
  pipeline(compressed, gunzip, () => {}); // Closes the file also where it is damaged; the reader of gunzip is told.
  return Readable.toWeb(gunzip) as ReadableStream<Uint8Array>;
}
