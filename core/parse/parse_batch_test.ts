import assert from "node:assert/strict";
import { parseBatch } from "./parse_batch.ts";
import { toTestBatch } from "./test_batch.ts";

const INGESTED_MS = 1761307200500;

Deno.test("parseBatch makes an event of each text, with what its line says", () => {
  const line = "2025-10-23 14:32:15 INFO [payment-service] Payment completed for order order_45231";
  const [event, ...rest] = parseBatch(toTestBatch([line], { format: "text" }), INGESTED_MS);
  assert.deepEqual(rest, []);
  assert.deepEqual(event, {
    origin: "9f3c5a01b2c4d5e",
    position: 0,
    begin: 0,
    end: line.length + 1,
    timestampMs: Date.parse("2025-10-23T14:32:15Z"),
    level: "INFO",
    service: "payment-service",
    message: "Payment completed for order order_45231",
    hostname: "web-1",
    file: "/var/log/app.log",
    fields: null,
    ingestedMs: INGESTED_MS,
  });
});

Deno.test("parseBatch takes from the batch what a line does not say", () => {
  const batch = toTestBatch(["so it goes"], { shippedMs: 1234.9 });
  const [event] = parseBatch(batch, INGESTED_MS);
  assert.equal(event!.timestampMs, 1234);
  assert.equal(event!.service, "app");
  assert.equal(event!.hostname, "web-1");
  assert.equal(event!.level, "UNKNOWN");
  assert.equal(event!.message, "so it goes");
});

Deno.test("parseBatch keeps whole what its format's parser refuses, with the level found in it", () => {
  for (const format of ["text", "json"] as const) {
    const [event] = parseBatch(toTestBatch(["ERROR {broken"], { format }), INGESTED_MS);
    assert.equal(event!.message, "ERROR {broken");
    assert.equal(event!.level, "ERROR");
  }
});

Deno.test("parseBatch lets a hostname and a service in the line win over the batch's", () => {
  const line = `{"service":"pay","host":"db-7","msg":"x","n":1}`;
  const [event] = parseBatch(toTestBatch([line], { format: "json" }), INGESTED_MS);
  assert.equal(event!.service, "pay");
  assert.equal(event!.hostname, "db-7");
  assert.deepEqual(event!.fields, { n: 1 });
});

Deno.test("parseBatch accounts for the bytes from the end of the event before", () => {
  const batch = toTestBatch(["a", "bb"], {
    begin: 90,
    positions: Float64Array.of(100, 105),
    ends: Float64Array.of(102, 110),
  });
  const spans = parseBatch(batch, 0).map(({ begin, position, end }) => [begin, position, end]);
  assert.deepEqual(spans, [[90, 100, 102], [102, 105, 110]]);
});
