import assert from "node:assert/strict";
import fc from "fast-check";
import { LEVELS, type LogDocument } from "../core/event.ts";
import { formatEvent, formatEventJson } from "./format_event.ts";

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

Deno.test("formatEvent gives time, level, service and message on one line", () => {
  assert.equal(
    formatEvent(document(), { color: false }),
    "2025-10-23T14:32:15.000Z ERROR   payment-service card refused for order_45231",
  );
  assert.equal(
    formatEvent(document({ message: "failed\n\tat x (y.js:1)\x1b[2J" }), { color: false }),
    "2025-10-23T14:32:15.000Z ERROR   payment-service failed\\n\\tat x (y.js:1)\\u001b[2J",
  );
});

Deno.test("formatEvent colours the level, and only the level, for a terminal", () => {
  for (const level of LEVELS) {
    const plain = formatEvent(document({ level }), { color: false });
    const colored = formatEvent(document({ level }), { color: true });
    assert.match(colored, new RegExp(`^\\S+ \x1b\\[[\\d;]+m${level} *\x1b\\[0m payment-service`));
    // deno-lint-ignore no-control-regex
    assert.equal(colored.replace(/\x1b\[[\d;]+m/g, ""), plain);
  }
});

Deno.test("formatEvent lets nothing of the log steer a terminal", () => {
  fc.assert(fc.property(texts, texts, (message, service) => {
    const line = formatEvent(document({ message, service }), { color: false });
    assert.doesNotMatch(line, UNSAFE);
    assert.ok(line.isWellFormed());
  }));
});

Deno.test("formatEventJson is one safe line of JSON with the same content", () => {
  fc.assert(fc.property(texts, texts, (message, value) => {
    const event = document({ message, extra_fields: { [value]: value } });
    const line = formatEventJson(event);
    assert.doesNotMatch(line, UNSAFE);
    assert.deepEqual(JSON.parse(line), JSON.parse(JSON.stringify(event)));
  }));
});
