import assert from "node:assert/strict";
import fc from "fast-check";
import { LEVELS, type LogDocument } from "../core/event.ts";
import { createFormatter } from "./format_event.ts";

const PLAIN = { json: false, color: false, fields: null };
const formatPlain = createFormatter(PLAIN);
const formatColored = createFormatter({ ...PLAIN, color: true });
const formatJson = createFormatter({ ...PLAIN, json: true });

function document(given: Partial<LogDocument> = {}): LogDocument {
  return {
    id: "9f3c5a01-b2c4-8d5e-8000-000000001267",
    timestamp: "2025-10-23T14:32:15.000Z",
    level: "ERROR",
    service: "payment-service",
    message: "card refused for order_45231",
    source: { hostname: "edge-1", file: "app.log", origin: "9f3c5a01b2c4d5e", position: 4711 },
    extra_fields: { latency_ms: 31 },
    ingested_at: "2025-10-23T14:32:15.100Z",
    ...given,
  };
}

const texts = fc.string({
  unit: fc.oneof(
    fc.constantFrom("\x1b", "[", "m", "\x9b", "\x07", "\n", "\r", "\t", "\u202e", "\ud800", '"'),
    fc.nat(0x2069).map((code) => String.fromCharCode(code)),
  ),
});

// deno-lint-ignore no-control-regex
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/;

Deno.test("an event is printed as time, level, service and message on one line", () => {
  assert.equal(
    formatPlain(document()),
    "2025-10-23T14:32:15.000Z ERROR   payment-service card refused for order_45231",
  );
  assert.equal(
    formatPlain(document({ message: "failed\n\tat x (y.js:1)\x1b[2J" })),
    "2025-10-23T14:32:15.000Z ERROR   payment-service failed\\n\\tat x (y.js:1)\\u001b[2J",
  );
});

Deno.test("the level is coloured, and only the level, for a terminal", () => {
  for (const level of LEVELS) {
    const plain = formatPlain(document({ level }));
    const colored = formatColored(document({ level }));
    assert.match(colored, new RegExp(`^\\S+ \x1b\\[[\\d;]+m${level} *\x1b\\[0m payment-service`));
    // deno-lint-ignore no-control-regex
    assert.equal(colored.replace(/\x1b\[[\d;]+m/g, ""), plain);
  }
});

Deno.test("nothing of the log steers a terminal", () => {
  fc.assert(fc.property(texts, texts, (message, service) => {
    const line = formatPlain(document({ message, service }));
    assert.doesNotMatch(line, UNSAFE);
    assert.ok(line.isWellFormed());
  }));
});

Deno.test("JSON of an event is one safe line of JSON with the same content", () => {
  fc.assert(fc.property(texts, texts, (message, value) => {
    const event = document({ message, extra_fields: { [value]: value } });
    const line = formatJson(event);
    assert.doesNotMatch(line, UNSAFE);
    assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(event)));
  }));
});

Deno.test("the fields that were asked for are printed with their names, where they have values", () => {
  const fields = ["timestamp", "order", "host", "latency_ms", "note", "gone"];
  const format = createFormatter({ ...PLAIN, fields });
  const event = {
    id: "9f3c5a01-b2c4-8d5e-8000-000000001267",
    timestamp: "2025-10-23T14:32:15.000Z",
    source: { hostname: "edge-1" },
    extra_fields: { order: "o\u001b", latency_ms: 31, note: 'a "b"=c\n' },
  };
  assert.equal(
    format(event),
    "timestamp=2025-10-23T14:32:15.000Z order=o\\u001b host=edge-1 latency_ms=31 " +
      String.raw`note="a \"b\"=c\n"`,
  );
  assert.equal(format({ id: event.id }), "");
});
