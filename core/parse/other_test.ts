import assert from "node:assert/strict";
import { FORMATS } from "../raw_batch.ts";
import { parseBatch } from "./parse_batch.ts";
import { toTestBatch } from "./test_batch.ts";

const OBJECT = {
  time: "2025-10-23T14:32:15Z",
  level: "warn",
  service: "pay",
  msg: "slow",
  order: { id: 7, tags: ["a", "b"] },
};
const PRETTY = JSON.stringify(OBJECT, null, 2);
const FIELDS = { "order.id": 7, "order.tags": '["a","b"]' };

for (const format of FORMATS) {
  Deno.test(`parseBatch reads a JSON object of several lines among ${format}`, () => {
    for (const text of [PRETTY, PRETTY.replaceAll("\n", "\r\n")]) {
      const [event] = parseBatch(toTestBatch([text], { format }), 0);
      const { timestampMs, level, service, message, fields } = event!;
      const found = [new Date(timestampMs).toISOString(), level, service, message, fields];
      assert.deepEqual(found, ["2025-10-23T14:32:15.000Z", "WARN", "pay", "slow", FIELDS]);
    }
  });
}

Deno.test("parseBatch reads a JSON object of several lines that a container wrote", () => {
  const lines = PRETTY.split("\n").map((line) => `2025-10-23T15:00:00Z stdout F ${line}`);
  const [event] = parseBatch(toTestBatch([lines.join("\n")], { format: "cri" }), 0);
  assert.equal(event!.message, "slow");
  assert.deepEqual(event!.fields, { ...FIELDS, stream: "stdout" });
});

Deno.test("parseBatch keeps whole what only begins like a JSON object of several lines", () => {
  const torn = PRETTY.slice(0, -2);
  const [event] = parseBatch(toTestBatch([torn], { format: "json" }), 0);
  assert.equal(event!.message, torn);
  assert.equal(event!.fields, null);
});

Deno.test("parseBatch reads a JSON line and lets the trace below it join the message", () => {
  const [event] = parseBatch(toTestBatch([`{"msg":"x","n":1}\n\tat a.b`], { format: "json" }), 0);
  assert.equal(event!.message, "x\n\tat a.b");
  assert.deepEqual(event!.fields, { n: 1 });
});
