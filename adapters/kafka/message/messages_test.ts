import assert from "node:assert/strict";
import fc from "fast-check";
import { FORMATS, type RawBatch } from "../../../core/raw_batch.ts";
import { makeBatch } from "../../../tests/contract/make_batch.ts";
import { readBack, RECORD_MS, toMessages, toRecordBatch } from "../testing/records.ts";
import { crc32c } from "./crc32c.ts";

const text = (bytes: Uint8Array | null) => bytes === null ? null : new TextDecoder().decode(bytes);

Deno.test("Messages (kafka) are exactly the JSON that the design promises, keyed by origin", () => {
  const batch = {
    ...makeBatch({ lines: [`2025-10-23 15:30:45 INFO [service] a "quote"`, "ä\t\\"], begin: 4711 }),
    hostname: "hostname",
    file: "sample_logs/app.log",
  };
  const [first, second] = toMessages([batch]);
  assert.equal(text(first!.key), "9f3c5a01b2c4d5e");
  assert.equal(first!.timestampMs, RECORD_MS);
  assert.equal(
    text(first!.value),
    `{"raw_log":"2025-10-23 15:30:45 INFO [service] a \\"quote\\"","metadata":{"source":"hostname",` +
      `"file_path":"sample_logs/app.log","shipper_timestamp":1729698645.123,"service":"app",` +
      `"origin":"9f3c5a01b2c4d5e","position":4711,"end":4756,"format":"text",` +
      `"time_zone":"Europe/Berlin"}}`,
  );
  assert.equal(JSON.parse(text(second!.value)!).raw_log, "ä\t\\");
});

Deno.test("Messages (kafka) say more only where it does not follow from the rest", () => {
  const batch: RawBatch = {
    ...makeBatch({ lines: ["a", "b", "c"], begin: 10 }),
    begin: 7,
    parts: Uint32Array.of(0, 2, 0),
    reason: `the store said "no"`,
  };
  const metas = toMessages([batch]).map(({ value }) => JSON.parse(text(value)!).metadata);
  const rare = metas.map(({ begin, part, encoding, reason }) => ({
    begin,
    part,
    encoding,
    reason,
  }));
  const reason = batch.reason;
  assert.deepEqual(rare, [
    { begin: 7, part: undefined, encoding: undefined, reason },
    { begin: undefined, part: 2, encoding: undefined, reason },
    { begin: undefined, part: undefined, encoding: undefined, reason },
  ]);
});

Deno.test("Messages (kafka) carry in base64 what is not UTF-8, and what that makes shorter", () => {
  const broken = { ...makeBatch({ lines: ["xyz"] }), bytes: Uint8Array.of(0xff, 0x61, 0xc3, 10) };
  const [message] = toMessages([broken]);
  const { raw_log, metadata } = JSON.parse(text(message!.value)!);
  assert.deepEqual([raw_log, metadata.encoding], ["/2HD", "base64"]);
  assert.deepEqual(readBack(toRecordBatch([broken]))[0]!.batch, broken);
  const controls = makeBatch({ lines: ["\u0001".repeat(256 * 1024)] });
  const [long] = toMessages([controls]);
  assert.ok(long!.value!.length < 400_000);
  assert.deepEqual(readBack(toRecordBatch([controls]))[0]!.batch, controls);
});

Deno.test("CRC-32C is that of RFC 3720", () => {
  assert.equal(crc32c(new TextEncoder().encode("123456789")), 0xe3069283);
  assert.equal(crc32c(new Uint8Array(32)), 0x8a9136aa);
  assert.equal(crc32c(new Uint8Array(35), 3), 0x8a9136aa);
});

const bytes = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.string({ unit: "binary" }).map((line) => new TextEncoder().encode(line)),
  },
  fc.string().map((line) => new TextEncoder().encode(line)),
  fc.uint8Array({ maxLength: 300 }),
);

const batches: fc.Arbitrary<RawBatch> = fc.record({
  events: fc.array(
    fc.record({
      text: bytes,
      blank: fc.constantFrom(0, 0, 0, 1, 9),
      part: fc.constantFrom(0, 0, 3),
    }),
    { minLength: 1, maxLength: 12 },
  ),
  begin: fc.constantFrom(0, 5, 2 ** 31, 2 ** 52),
  hostname: fc.string({ unit: "binary" }),
  file: fc.string(),
  service: fc.string(),
  format: fc.constantFrom(...FORMATS),
  shippedMs: fc.integer({ min: 0, max: 4e12 }),
  reason: fc.option(fc.string()),
}).map(({ events, begin, ...meta }) => {
  const base = makeBatch({ lines: events.map(() => ""), begin });
  const slices: number[] = [];
  const all: number[] = [];
  let at = begin;
  const places = events.map(({ text, blank }) => {
    slices.push(all.length, all.length + text.length);
    all.push(...text, 10);
    const position = at + blank;
    at = position + text.length + 1;
    return { position, end: at };
  });
  return {
    ...base,
    ...meta,
    bytes: Uint8Array.from(all),
    slices: Uint32Array.from(slices),
    positions: Float64Array.from(places.map(({ position }) => position)),
    ends: Float64Array.from(places.map(({ end }) => end)),
    parts: events.some(({ part }) => part > 0)
      ? Uint32Array.from(events.map(({ part }) => part))
      : null,
  };
});

Deno.test("Messages (kafka) bring back every batch as it was, packed in any way", () => {
  fc.assert(
    fc.property(batches, fc.constantFrom("zstd", "gzip", "none"), (batch, compression) => {
      const records = readBack(toRecordBatch([batch], compression));
      assert.deepEqual(records.map(({ batch }) => batch), [batch]);
      assert.equal(records[0]!.position.offset, batch.ends.length - 1);
    }),
  );
});

Deno.test("Messages (kafka) of several sources come back in order, joined where they follow each other", () => {
  const a = makeBatch({ lines: ["a", "b"] });
  const follows = makeBatch({ lines: ["c"], begin: 4 });
  const other = makeBatch({ lines: ["d"], origin: "000000000000001" });
  const records = readBack(toRecordBatch([a, follows, other, a, a]));
  assert.deepEqual(records.map(({ batch }) => batch), [
    makeBatch({ lines: ["a", "b", "c"] }),
    other,
    a,
    a,
  ]);
  assert.deepEqual(records.map(({ position }) => position.offset), [2, 3, 5, 7]);
});
