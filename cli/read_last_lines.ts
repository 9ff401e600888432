/** The last lines of a file, at most so many of its last 64 KiB; none where it cannot be read. */
export function readLastLines(path: string, max: number): string[] {
  try {
    using file = Deno.openSync(path);
    const { size } = file.statSync();
    const from = Math.max(0, size - BYTES_MAX);
    file.seekSync(from, Deno.SeekMode.Start);
    const bytes = new Uint8Array(size - from);
    let length = 0;
    for (let n: number | null = 1; n && length < bytes.length; length += n ?? 0) {
      n = file.readSync(bytes.subarray(length));
    }
    const lines = new TextDecoder().decode(bytes.subarray(0, length)).split("\n");
    if (from > 0) lines.shift(); // Its beginning is missing.
    return lines.filter((line) => line !== "").slice(-max);
  } catch {
    return [];
  }
}

const BYTES_MAX = 64 * 1024;
