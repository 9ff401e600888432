import type { ByteStream } from "./transport.ts";

/** The body of an answer as text, piece by piece. */
export async function* readTexts(stream: ByteStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  for (;;) {
    const bytes = await stream.read();
    if (bytes === null) break;
    yield decoder.decode(bytes, { stream: true });
  }
  yield decoder.decode();
}
