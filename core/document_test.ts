import assert from "node:assert/strict";
import { toDocument } from "./document.ts";
import type { Fields, LogEvent } from "./event.ts";

const EVENT: LogEvent = {
  origin: "9f3c5a01b2c4d5e",
  position: 4711,
  begin: 4710,
  end: 4783,
  timestampMs: 1_761_229_935_000,
  level: "INFO",
  service: "payment-service",
  message: "Payment completed",
  hostname: "web-1",
  file: "/var/log/app.log",
  fields: { order_id: "order_45231", latency_ms: 12.5, ok: true },
  ingestedMs: 1_761_229_936_001,
};

Deno.test("toDocument nests the source, names the id, and writes ISO times", () => {
  assert.deepEqual(toDocument(EVENT), {
    id: "9f3c5a01-b2c4-8d5e-8000-000000001267",
    timestamp: "2025-10-23T14:32:15.000Z",
    level: "INFO",
    service: "payment-service",
    message: "Payment completed",
    source: {
      hostname: "web-1",
      file: "/var/log/app.log",
      origin: "9f3c5a01b2c4d5e",
      position: 4711,
    },
    extra_fields: { order_id: "order_45231", latency_ms: 12.5, ok: true },
    ingested_at: "2025-10-23T14:32:16.001Z",
  });
});

Deno.test("toDocument gives {} for no fields, and keeps awkward names", () => {
  assert.deepEqual(toDocument({ ...EVENT, fields: null }).extra_fields, {});
  const fields = JSON.parse('{"__proto__": "p", "1": 1}') as Fields;
  assert.deepEqual(toDocument({ ...EVENT, fields }).extra_fields, fields);
});

Deno.test("toDocument writes years with four digits, beyond 9999 with six", () => {
  for (
    const [timestampMs, text] of [
      [-62_135_596_800_000, "0001-01-01T00:00:00.000Z"],
      [253_402_300_799_999, "9999-12-31T23:59:59.999Z"],
      [253_402_300_800_000, "+010000-01-01T00:00:00.000Z"],
      [-1, "1969-12-31T23:59:59.999Z"],
    ] as const
  ) {
    assert.equal(toDocument({ ...EVENT, timestampMs }).timestamp, text);
  }
});
