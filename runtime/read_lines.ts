/** Longer lines are handed on in pieces, so that a process that never ends its line needs no memory. */
export const LINE_CHARS_MAX = 64 * 1024;

/** Hands on each line of UTF-8 text, without its newline, also a last one without. A broken stream ends it. */
export async function readLines(
  input: ReadableStream<Uint8Array<ArrayBuffer>>,
  onLine: (line: string) => void,
): Promise<void> {
  let rest = "";
  try {
    for await (const text of input.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop()!;
      for (const line of lines) onLine(line);
      for (; rest.length > LINE_CHARS_MAX; rest = rest.slice(LINE_CHARS_MAX)) {
        onLine(rest.slice(0, LINE_CHARS_MAX));
      }
    }
  } catch {
    // The writer was killed in the middle of something: what came is all there is.
  }
  if (rest !== "") onLine(rest);
}
