import assert from "node:assert/strict";
import fc from "fast-check";
import type { FieldValue, LogEvent } from "../../core/event.ts";
import { LEVELS } from "../../core/event.ts";
import { Block } from "./block.ts";
import { decodeColumn, encodeColumn } from "./column.ts";
import { encodeBlock } from "./encode_block.ts";
import { encodeHead, openHead } from "./head_data.ts";
import { unpack } from "./packed.ts";

Deno.test("encodeColumn writes any values so that decodeColumn gives the same", () => {
  fc.assert(
    fc.property(columnValues, (values) => {
      const { meta, bytes } = encodeColumn(values);
      const stored = JSON.parse(JSON.stringify(meta));
      const column = decodeColumn(stored, bytes === null ? null : bytes.slice(), values.length);
      assert.deepEqual(values.map((_, row) => column.cell(row)), values);
    }),
    { numRuns: 400 },
  );
});

Deno.test("encodeColumn chooses a dictionary for few values, else numbers, texts, or mixed", () => {
  const kindOf = (values: FieldValue[]) => encodeColumn(values).meta.kind;
  const many = Array.from({ length: 100 }, (_, i) => i);
  assert.equal(kindOf(many.map((i) => i % 5)), "dictionary");
  assert.equal(kindOf(many), "numbers");
  assert.equal(kindOf(many.map((i) => `text ${i}`)), "strings");
  assert.equal(kindOf(many.map((i) => i % 2 ? i : `text ${i}`)), "mixed");
});

Deno.test("encodeColumn tells values apart that print alike", () => {
  const values = [1, "1", true, "true", 0, -0, "", undefined, "n1", "s"];
  const { meta, bytes } = encodeColumn(values);
  const column = decodeColumn(meta, bytes, values.length);
  assert.deepEqual(values.map((_, row) => column.cell(row)), values);
});

Deno.test("encodeBlock writes any events so that Block gives the same", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 40 }), (events) => {
      assert.deepEqual(reopen(events).allEvents(), events);
    }),
    { numRuns: 200 },
  );
});

Deno.test("encodeBlock keeps searched fields first and only those in columns", () => {
  const fields: Record<string, FieldValue> = { long: "x".repeat(1025) };
  for (let i = 0; i < 300; i++) fields[`f${i}`] = i;
  const block = reopen([toEvent({ fields })]);
  assert.equal(block.meta.fields.length, 255);
  assert.deepEqual(block.allEvents()[0]!.fields, fields);
  const order = Object.keys(block.allEvents()[0]!.fields!);
  assert.deepEqual(
    order.slice(0, 257),
    [...Array(255).keys()].map((i) => `f${i}`).concat("long", "f255"),
  );
});

Deno.test("encodeBlock gives names beyond 900 a shared column", () => {
  const events = Array.from({ length: 20 }, (_, i) => {
    const names = Array.from({ length: 100 }, (_, k) => [`f${i * 100 + k}`, k] as const);
    return toEvent({ position: i, fields: Object.fromEntries(names) });
  });
  const block = reopen(events);
  assert.equal(block.meta.fields.length, 900);
  assert.notEqual(block.meta.overflow, null);
  assert.deepEqual(block.allEvents(), events);
});

Deno.test("encodeHead writes any events so that openHead gives the same", () => {
  fc.assert(
    fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), (events) => {
      const { bytes } = encodeHead({ firstArrival: 7, events });
      const row = { firstArrival: 7, count: events.length };
      assert.deepEqual(openHead(bytes, row).block.allEvents(), events);
    }),
  );
});

/** Through JSON and packed bytes, as the store does it. */
function reopen(events: readonly LogEvent[]): Block {
  const { meta, columns, count } = encodeBlock(events);
  const data = new Map(columns.map((column) => [column.index, column.data]));
  return new Block(
    count,
    JSON.parse(JSON.stringify(meta)),
    (index, decode) => decode(unpack(data.get(index)!)),
  );
}

function toEvent(part: Partial<LogEvent>): LogEvent {
  return {
    origin: "0123456789abcde",
    position: 0,
    begin: 0,
    end: 1,
    timestampMs: 0,
    level: "INFO",
    service: "s",
    message: "m",
    hostname: "h",
    file: "f",
    fields: null,
    ingestedMs: 0,
    ...part,
  };
}

const SIZES = { minLength: 1, maxLength: 600, size: "max" } as const;
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 20 }),
  fc.constantFrom("", "\0", "a\0b", "\ufeffbom", "İΣ", "x".repeat(1025)),
);
const number = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(0, -0, 1e308, 5e-324, 2 ** 53 - 1, -(2 ** 53) + 1),
);
const value = fc.oneof(text, number, fc.boolean());
const columnValues = fc.oneof(
  ...[value, text, number, fc.nat(300), fc.nat(70_000), fc.integer({ min: -70_000, max: -1 })]
    .flatMap((of) => [fc.array(of, SIZES), withGaps(of)]),
  ...[fc.constantFrom("a", "b", 1, "1")]
    .flatMap((of) => [fc.array(of, SIZES), withGaps(of)]),
);
const anyEvent: fc.Arbitrary<LogEvent> = fc.record({
  origin: fc.constantFrom("0123456789abcde", "ffffffffffffff0", "000000000000000"),
  position: fc.maxSafeNat(),
  begin: fc.maxSafeNat(),
  end: fc.maxSafeNat(),
  timestampMs: fc.oneof(fc.integer({ min: -(2 ** 52) + 1, max: 2 ** 52 - 1 }), fc.nat(100_000)),
  level: fc.constantFrom(...LEVELS),
  service: text,
  message: text,
  hostname: text,
  file: text,
  fields: fc.option(
    fc.dictionary(fc.oneof(fc.constantFrom("a", "b", "7", "__proto__", ""), text), value, {
      maxKeys: 6,
      noNullPrototype: true,
    }),
  ),
  ingestedMs: fc.nat(2 ** 42),
}, { noNullPrototype: true });

function withGaps<T>(of: fc.Arbitrary<T>): fc.Arbitrary<(T | undefined)[]> {
  return fc.array(fc.option(of, { nil: undefined }), SIZES);
}
