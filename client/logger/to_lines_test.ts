import assert from "node:assert/strict";
import fc from "fast-check";
import { parseBatch } from "../../core/parse/parse_batch.ts";
import { EVENT_BYTES_MAX } from "../../core/raw_batch.ts";
import { toTestBatch } from "../../core/parse/test_batch.ts";
import type { LogFields } from "./options.ts";
import { toLines, toText } from "./to_lines.ts";

const DEFAULTS = { service: "shop", fields: undefined, nowMs: 1_761_229_935_123 };

function read(message: string, fields: LogFields, bytesMax = EVENT_BYTES_MAX) {
  const lines = toLines({ message, fields }, DEFAULTS, bytesMax);
  return lines?.map((line) => JSON.parse(new TextDecoder().decode(line))) ?? null;
}

Deno.test("an event says what JSON can say, and what it cannot as text", () => {
  const circular: Record<string, unknown> = { a: 1 };
  circular.self = circular;
  const shared = { b: 2 };
  const error = new Error("no connection");
  const [event] = read("hi", {
    circular,
    twice: [shared, shared],
    big: 12n,
    error,
    at: new Date(0),
    none: undefined,
    nan: NaN,
  })!;
  assert.deepEqual([event.circular, event.twice], [{ a: 1, self: "[circular]" }, [shared, shared]]);
  assert.deepEqual([event.big, event.at, event.nan], ["12", "1970-01-01T00:00:00.000Z", null]);
  assert.match(event.error, /^Error: no connection\n {4}at /);
  assert.ok(!("none" in event));
});

Deno.test("a field does not stand for what the event says itself", () => {
  const [event] = read("hi", { message: "a", Level: "b", timestamp: 1, part: 2, msg: "c" })!;
  assert.deepEqual([event.message, event.level, event.service], ["hi", "INFO", "shop"]);
  assert.deepEqual([event.message_2, event.Level_2, event.timestamp_2], ["a", "b", 1]);
  assert.deepEqual([event.part_2, event.msg], [2, "c"]);
});

Deno.test("a long message is cut into parts that fit, and that have all of it", () => {
  for (const sign of ["x", "ä", "\u0000", "💧", '"']) {
    const message = sign.repeat(20_000);
    const lines = toLines({ message, fields: { a: 1 } }, DEFAULTS, 10_000)!;
    assert.ok(lines.length > 1 && lines.every(({ length }) => length <= 10_000), sign);
    const events = read(message, { a: 1 }, 10_000)!;
    assert.equal(events.map(({ message }) => message).join(""), message);
    assert.deepEqual(events.map(({ part }) => part), events.map((_, i) => i + 1));
    assert.ok(events.every(({ message }) => message.isWellFormed()));
  }
  assert.equal(read("hi", { long: "x".repeat(20_000) }, 10_000), null);
});

Deno.test("nothing that is logged throws", () => {
  const throwing = {
    get a(): never {
      throw new Error("get");
    },
    toJSON(): never {
      throw new Error("toJSON");
    },
    toString(): never {
      throw new Error("toString");
    },
  };
  assert.equal(read("hi", { throwing })![0].fields, "[unreadable]");
  assert.equal(read("hi", throwing as LogFields)![0].message, "hi");
  assert.equal(toText(throwing), "[unreadable]");
  assert.equal(toText(Symbol("a")), "Symbol(a)");
  assert.equal(toText(undefined), "undefined");
  assert.equal(
    read(undefined as unknown as string, null as unknown as LogFields)![0].message,
    "undefined",
  );
  fc.assert(fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (value) => {
    assert.equal(typeof toText(value), "string");
    assert.equal(read("hi", { value })!.length, 1);
  }));
});

Deno.test("LogFlow reads of a line what was logged", () => {
  const [line] = toLines({ message: "slow", level: "WARN", fields: { ms: 7 } }, DEFAULTS, 1000)!;
  const [event] = parseBatch(
    toTestBatch([new TextDecoder().decode(line).trim()], { format: "json" }),
    0,
  );
  const { timestampMs, level, service, message, fields } = event!;
  assert.deepEqual([timestampMs, level, service, message], [
    DEFAULTS.nowMs,
    "WARN",
    "shop",
    "slow",
  ]);
  assert.deepEqual(fields, { ms: 7 });
});
