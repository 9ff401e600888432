import assert from "node:assert/strict";
import type { RawBatch } from "../../core/raw_batch.ts";
import { testSource } from "../../tests/contract/source_suite.ts";
import { openStdinSource, type StdinSourceOptions } from "./source.ts";

testSource("stdin", { noRepeat: "a stream has no past" }, () => {
  const { readable, writable } = new TransformStream<Uint8Array<ArrayBuffer>>();
  const writer = writable.getWriter();
  return Promise.resolve({
    open: () => Promise.resolve(open(readable, { joinMs: 10 })),
    kill: async (source) => await source[Symbol.asyncDispose](),
    write: (text) => {
      writer.write(new TextEncoder().encode(text)).catch(() => {});
      return Promise.resolve();
    },
    [Symbol.asyncDispose]: () => writer.close().catch(() => {}),
  });
});

Deno.test("stdin source ends with its stream, the last line also without its end", async () => {
  const batches = await readAll(["a\nb", "c\nd"]);
  assert.deepEqual(textsOf(batches), ["a", "bc", "d"]);
  assert.deepEqual(batches.flatMap(({ positions }) => [...positions]), [0, 2, 5]);
});

Deno.test("stdin source has an origin of its own in each run", async () => {
  const [first] = await readAll(["a\n"]);
  const [second] = await readAll(["a\n"]);
  assert.notEqual(first!.origin, second!.origin);
});

Deno.test("stdin source cuts a line of 10 MB into parts that are together the line", async () => {
  const line = "0123456789".repeat(1_000_000);
  const batches = await readAll([line.slice(0, 5e6), line.slice(5e6), "\nlast\n"]);
  const texts = textsOf(batches);
  assert.ok(texts.slice(0, -1).join("") === line);
  assert.equal(texts.at(-1), "last");
});

Deno.test("stdin source ends with a stream that holds nothing, or only blank lines", async () => {
  assert.deepEqual(await readAll([]), []);
  assert.deepEqual(await readAll(["\n\n  \n"]), []);
});

async function readAll(chunks: readonly string[]): Promise<RawBatch[]> {
  const stream = ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
  await using source = open(stream, {});
  const batches: RawBatch[] = [];
  for await (const reading of source.read(new AbortController().signal)) {
    batches.push(...reading.batches);
    reading.confirm();
  }
  return batches;
}

function open(stream: ReadableStream<Uint8Array>, options: Partial<StdinSourceOptions>) {
  return openStdinSource({
    stream,
    hostname: "host",
    timeZone: "UTC",
    format: "plain",
    detect: () => "plain",
    service: null,
    now: Date.now,
    random: (bytes) => crypto.getRandomValues(bytes),
    ...options,
  });
}

function textsOf(batches: readonly RawBatch[]): string[] {
  return batches.flatMap(({ bytes, slices, positions }) =>
    Array.from(
      positions,
      (_, i) => new TextDecoder().decode(bytes.subarray(slices[2 * i]!, slices[2 * i + 1]!)),
    )
  );
}
