import assert from "node:assert/strict";
import { EVENT_BYTES_MAX, type RawBatch } from "../../../core/raw_batch.ts";
import { linesOf } from "../../../tests/contract/make_batch.ts";
import { RECORD_MS, TOPIC_ID } from "../testing/records.ts";
import { Assembler } from "./assembler.ts";
import { ForeignSource } from "./foreign_message.ts";

const source = new ForeignSource({ topic: "logs-raw", id: TOPIC_ID, partition: 2 });

/** What becomes of values that stand one after the other. */
function read(...values: (string | Uint8Array<ArrayBuffer> | null)[]) {
  const assembler = new Assembler(source);
  values.forEach((value, i) => {
    const bytes = typeof value === "string" ? new TextEncoder().encode(value) : value;
    assembler.push({ offset: 40 + i, timestampMs: RECORD_MS, key: null, value: bytes });
  });
  assembler.finish();
  const { skipped, done } = assembler;
  return { skipped, batches: done.map(({ batch }) => batch), offsets: done.map((x) => x.offset) };
}

const own = {
  ...{ source: "web-1", file_path: "/a.log", shipper_timestamp: 1.5, service: "app" },
  ...{ origin: "9f3c5a01b2c4d5e", position: 3, end: 5, format: "text", time_zone: "UTC" },
};

const foreign: [string, string, Partial<RawBatch> & { line?: string }][] = [
  [
    "the four fields alone",
    `{"raw_log": "2025-10-23 15:30:45 INFO [service] message", "metadata": {"source": "h",
      "file_path": "f.log", "shipper_timestamp": 1729698645.123, "service": "s"}}`,
    {
      hostname: "h",
      file: "f.log",
      service: "s",
      format: "text",
      shippedMs: 1729698645123,
      line: "2025-10-23 15:30:45 INFO [service] message",
    },
  ],
  ["no metadata", `{"raw_log": "x y"}`, { line: "x y", shippedMs: RECORD_MS, service: "unknown" }],
  ["no raw_log", `{"level":"INFO","msg":"x"}`, {
    format: "json",
    line: `{"level":"INFO","msg":"x"}`,
  }],
  ["raw_log that is no text", `{"raw_log":7}`, { format: "json", line: `{"raw_log":7}` }],
  ["text", `plain words`, { format: "plain", line: "plain words", hostname: "unknown" }],
  ["a JSON list", `[1,2]`, { line: "[1,2]" }],
  ["a JSON text", `"a"`, { line: `"a"` }],
  ["JSON null", `null`, { line: "null" }],
  ["JSON that ends early", `{"raw_log":"x`, { line: `{"raw_log":"x` }],
  ["a line end", "a b\r\n", { line: "a b" }],
  [
    "hints that make no sense",
    `{"raw_log":"x","metadata":{"source":7,"file_path":null,"shipper_timestamp":"now","service":"",
      "format":"xml","time_zone":"Mars/Olympus"}}`,
    {
      hostname: "unknown",
      file: "kafka:logs-raw",
      timeZone: "UTC",
      shippedMs: RECORD_MS,
      line: "x",
    },
  ],
  ["metadata that is a list", `{"raw_log":"x","metadata":[]}`, { line: "x" }],
  [
    "a time that is none",
    `{"raw_log":"x","metadata":{"shipper_timestamp":1e300}}`,
    { shippedMs: RECORD_MS },
  ],
  [
    "base64 that is none",
    `{"raw_log":"%%%","metadata":{"encoding":"base64"}}`,
    { line: "%%%" },
  ],
  [
    "base64",
    `{"raw_log":"YWI=","metadata":{"encoding":"base64"}}`,
    { line: "ab" },
  ],
  ...Object.entries({
    origin: ["9F3C5A01B2C4D5E", "9f3c", 7, null],
    position: [-1, 1.5, 2 ** 53, "3", null, 6],
    end: [2, -1, "5", 1e99],
    begin: [4, -1, "x"],
    part: [-1, 1.5, 2 ** 33],
    format: ["xml", 7],
    time_zone: [7],
    reason: [7],
    source: [null],
    shipper_timestamp: ["1", 1e300],
  }).flatMap(([name, values]) =>
    values.map((value): typeof foreign[number] => [
      `a wrong ${name}: ${value}`,
      JSON.stringify({ raw_log: "x", metadata: { ...own, [name]: value } }),
      { line: "x" },
    ])
  ),
];

for (const [what, value, expected] of foreign) {
  Deno.test(`Messages (kafka) of other producers are read: ${what}`, () => {
    const { batches, offsets, skipped } = read(value);
    assert.deepEqual({ offsets, skipped, count: batches.length }, {
      offsets: [40],
      skipped: 0,
      count: 1,
    });
    const { line, ...meta } = expected;
    const batch = batches[0]!;
    assert.equal(batch.origin, source.originOf(0));
    assert.deepEqual([batch.begin, ...batch.positions, ...batch.ends], [40, 40, 41]);
    if (line !== undefined) assert.deepEqual(linesOf(batch), [line]);
    assert.deepEqual({ ...batch, ...meta }, batch);
    assert.deepEqual(read(value), read(value));
  });
}

Deno.test("Messages (kafka) of other producers that are alike follow each other in one batch", () => {
  const { batches, offsets } = read("a b", "c d", `{"raw_log":"e f"}`);
  assert.deepEqual(batches.map(linesOf), [["a b", "c d", "e f"]]);
  assert.deepEqual([...batches[0]!.positions], [40, 41, 42]);
  assert.deepEqual(offsets, [42]);
});

Deno.test("Messages (kafka) with nothing in them are passed over and counted, but not a shipper's empty line", () => {
  const { skipped, batches } = read(null, "", " \n", `{"raw_log":""}`, `{"raw_log":"\\t"}`);
  assert.deepEqual({ skipped, batches }, { skipped: 5, batches: [] });
  const shipped = read(JSON.stringify({ raw_log: "", metadata: own }));
  assert.deepEqual(shipped.batches.map(linesOf), [[""]]);
  assert.deepEqual([...shipped.batches[0]!.positions], [3]);
});

Deno.test("Messages (kafka) that are not UTF-8 keep their bytes", () => {
  const bytes = Uint8Array.of(0xff, 0xfe, 0x61);
  const [batch] = read(bytes).batches;
  assert.deepEqual(batch!.bytes.subarray(0, 3), bytes);
});

Deno.test("Messages (kafka) too long for one event become parts, each with a place of its own", () => {
  const line = "ä".repeat(EVENT_BYTES_MAX / 2) + "x".repeat(EVENT_BYTES_MAX) + "end";
  const { batches, offsets, skipped } = read(line, "after");
  assert.equal(skipped, 0);
  assert.deepEqual(offsets, [40, 40, 40, 41]);
  const parts = batches.slice(0, 3);
  assert.deepEqual(parts.map(({ parts }) => [...parts!]), [[1], [2], [3]]);
  assert.equal(parts.map((part) => linesOf(part)[0]).join(""), line);
  assert.ok(parts.every(({ bytes }) => bytes.length <= EVENT_BYTES_MAX + 1));
  assert.equal(new Set(parts.map(({ origin }) => origin)).size, 3);
});

Deno.test("Messages (kafka) that look like the one before, and are not, are read for what they are", () => {
  const like = JSON.stringify({ raw_log: "a", metadata: own });
  const odd = [
    like.replace(`"a"`, `"a","raw_log":"b"`), // the last of two names counts
    like.replace(`"a"`, `"a\nb"`), // no JSON
    like.replace(`"a"`, `"a\\"`), // no JSON
    like.replace(`"a"`, `"\\u00e4\\ud83d\\ude42"`),
    like.replace(`"a"`, `"\\u0041\\/"`),
    like.replace(`:3,`, `:03,`), // no JSON
  ];
  for (const value of odd) {
    const alone = read(value).batches.map((
      { origin, ...batch },
    ) => [origin, linesOf({ origin, ...batch })]);
    const after = read(like, value).batches.map((batch) => [batch.origin, linesOf(batch)]);
    assert.deepEqual(after.slice(1), alone, value);
  }
});

Deno.test("parseMessage takes a message for LogFlow's own without what is optional, in UTC", () => {
  const { time_zone: _, ...metadata } = own;
  const { batches } = read(JSON.stringify({ raw_log: "x", metadata }));
  assert.deepEqual(batches, read(JSON.stringify({ raw_log: "x", metadata: own })).batches);
  const [{ origin, timeZone, begin, parts, reason }] = batches as [RawBatch];
  assert.deepEqual({ origin, timeZone, begin, parts, reason }, {
    ...{ origin: own.origin, timeZone: "UTC", begin: own.position, parts: null, reason: null },
  });
});
