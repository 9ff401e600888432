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

Deno.test("parseBatch parses the first line of several, and the others join the message", () => {
  const trace = "\n\tat a.b(C.java:1)\nCaused by: x";
  const cases = [
    ["text", `2025-10-23 14:32:15 ERROR [svc] m${trace}`, `m${trace}`],
    ["text", `2025-10-23 14:32:15 ERROR [svc] m\r${trace}`, `m\r${trace}`],
    ["json", `{"msg":"m","level":"error"}${trace}`, `m${trace}`],
    ["logfmt", `level=error msg=m${trace}`, `m${trace}`],
  ] as const;
  for (const [format, text, message] of cases) {
    const [event] = parseBatch(toTestBatch([text], { format }), 0);
    assert.equal(event!.message, message);
    assert.equal(event!.level, "ERROR");
  }
});

Deno.test("parseBatch cuts texts out of bytes of several to a character", () => {
  const lines = ["ä INFO", "日本語", "🙂🙂", "plain", "ö"];
  const events = parseBatch(toTestBatch(lines), 0);
  assert.deepEqual(events.map(({ message }) => message), lines);
});

Deno.test("parseBatch keeps bytes that are no UTF-8 as base64 and leaves their neighbours alone", () => {
  const bytes = Uint8Array.of(97, 0xff, 0xc3, 98);
  const [before, broken, after] = parseBatch(toTestBatch(["ä", bytes, "🙂"]), 0);
  assert.equal(before!.message, "ä");
  assert.equal(broken!.message, "a\ufffd\ufffdb");
  assert.deepEqual(broken!.fields, { raw_base64: "Yf/DYg==" });
  assert.equal(after!.message, "🙂");
  assert.equal(after!.fields, null);
});

Deno.test("parseBatch keeps U+FFFD that stands in the text as it is", () => {
  const [event] = parseBatch(toTestBatch(["a\ufffdb"]), 0);
  assert.equal(event!.message, "a\ufffdb");
  assert.equal(event!.fields, null);
});

Deno.test("parseBatch marks an event that begins or ends inside a character as broken", () => {
  const batch = toTestBatch(["aä"], { slices: Uint32Array.of(0, 2) });
  const [event] = parseBatch(batch, 0);
  assert.equal(event!.message, "a\ufffd");
  assert.deepEqual(event!.fields, { raw_base64: "YcM=" });
});

Deno.test("parseBatch marks the parts of a long line and parses only the first", () => {
  const line = "2025-10-23 14:32:15 INFO [svc] begins";
  const later = "2025-10-23 14:32:15 ERROR [svc] goes on";
  const batch = toTestBatch([line, later, `{"part":"x","msg":"m"}`], {
    format: "text",
    parts: Uint32Array.of(1, 2, 0),
  });
  const events = parseBatch(batch, 0).map(({ level, service, message, fields }) => (
    { level, service, message, fields }
  ));
  assert.deepEqual(events.slice(0, 2), [
    { level: "INFO", service: "svc", message: "begins", fields: { part: 1 } },
    { level: "UNKNOWN", service: "app", message: later, fields: { part: 2 } },
  ]);
});

Deno.test("parseBatch (text) reads no event on into the next, also where no line break is between", () => {
  const texts = ["2025-10-23 14:32", ":15 INFO m", "2025-10-23 14:32:15 INFO", "[svc] m"];
  const slices = new Uint32Array(8);
  texts.forEach((text, i) => {
    slices[2 * i] = i === 0 ? 0 : slices[2 * i - 1]!;
    slices[2 * i + 1] = slices[2 * i]! + text.length;
  });
  const bytes = new TextEncoder().encode(texts.join(""));
  const batch = { ...toTestBatch(texts, { format: "text" }), bytes, slices };
  const [first, second, third] = parseBatch(batch, 0);
  assert.equal(first!.timestampMs, Date.parse("2025-10-23T14:32:00Z"));
  assert.equal(second!.message, ":15 INFO m");
  assert.equal(third!.service, "app");
});

Deno.test("parseBatch drops a byte order mark only at the beginning of the source", () => {
  const line = "\ufeff2025-10-23 14:32:15 INFO m";
  const [first, second] = parseBatch(toTestBatch([line, line], { format: "text" }), 0);
  assert.equal(first!.message, "m");
  assert.equal(second!.message, line);
});

Deno.test("parseBatch takes UTC where the batch names no time zone there is", () => {
  const batch = toTestBatch(["2025-10-23 14:32:15 m"], { format: "text", timeZone: "No/Where" });
  assert.equal(parseBatch(batch, 0)[0]!.timestampMs, Date.parse("2025-10-23T14:32:15Z"));
});
