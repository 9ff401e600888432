/** The bytes as one member of gzip; as they are where the runtime has no `CompressionStream`. */
export async function gzip(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly isGzipped: boolean }> {
  if (bytes.length < GZIP_BYTES_MIN || !("CompressionStream" in globalThis)) {
    return { bytes, isGzipped: false };
  }
  const compressed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return { bytes: new Uint8Array(await new Response(compressed).arrayBuffer()), isGzipped: true };
}

/** Less fits into a packet or two as it is. */
const GZIP_BYTES_MIN = 1024;
