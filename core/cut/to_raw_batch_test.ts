import assert from "node:assert/strict";
import { decodeRawBatch, encodeRawBatch } from "../raw_batch_codec.ts";
import { cut } from "./cut.ts";
import { encode, WHOLE } from "./test_events.ts";
import { type BatchOptions, toRawBatch } from "./to_raw_batch.ts";

const options: BatchOptions = {
  origin: "9f3c5a01b2c4d5e",
  begin: 5_000_000_000,
  hostname: "web-1",
  file: "a.log",
  service: "a",
  format: "text",
  timeZone: "UTC",
  shippedMs: 1,
};

Deno.test("toRawBatch moves the events to where the input stands in its source", () => {
  const batch = toRawBatch(cut(encode("a\n b\nc\n\n"), WHOLE), options)!;
  assert.deepEqual([...batch.positions], [5_000_000_000, 5_000_000_005]);
  assert.deepEqual([...batch.ends], [5_000_000_005, 5_000_000_008]);
  assert.deepEqual([batch.bytes.length, batch.parts, batch.reason], [6, null, null]);
  assert.deepEqual(decodeRawBatch(encodeRawBatch(batch)), batch);
});

Deno.test("toRawBatch gives null where there are no events", () => {
  assert.equal(toRawBatch(cut(encode("\n \n"), WHOLE), options), null);
});
