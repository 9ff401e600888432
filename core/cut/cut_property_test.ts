import assert from "node:assert/strict";
import fc from "fast-check";
import { FORMATS } from "../raw_batch.ts";
import { cut, type CutOptions } from "./cut.ts";
import { cutEvents, encode, WHOLE } from "./test_events.ts";
import { type Input, lineInputs, recordInputs } from "./test_inputs.ts";
import { arrivals, assertShape, cutStream, type PlacedText } from "./test_stream.ts";

Deno.test("cut makes of lines that nothing continues what splitting them makes", () => {
  const line = fc.oneof(
    fc.constantFrom("", " \t", "2025-10-23 14:32:15 INFO x", "7ä€🙂".repeat(9)),
    fc.string({ unit: "grapheme", maxLength: 30 }).map((text) => `1${text.replace(/\s/g, "_")}`),
  );
  const lines = fc.array(fc.tuple(line, fc.constantFrom("\n", "\r\n")));
  const formats = fc.constantFrom(...FORMATS.filter((each) => each !== "docker" && each !== "cri"));
  fc.assert(fc.property(lines, formats, (list, format) => {
    const texts = list.map(([text]) => text).filter((text) => text.trim() !== "");
    const input = list.flat().join("");
    const events = cutEvents(input, { format, eventBytesMax: 16 });
    assert.deepEqual(
      events.map(({ text, part }) => ({ text, part })),
      texts.flatMap((text) => toParts(text, 16)),
    );
    assert.equal(cut(encode(input), { ...WHOLE, format }).blank, list.length - texts.length);
  }));
});

Deno.test("cut gives the same events however the bytes arrive, when nothing is flushed", () => {
  const property = fc.property(fc.oneof(lineInputs, recordInputs), arrivals, (input, how) => {
    const whole = cutStream({ ...input, eventsMax: 16_384 }, ALL_AT_ONCE);
    assert.deepEqual(cutStream(input, how), whole);
  });
  fc.assert(property, { numRuns: 1_200 });
});

Deno.test("cut makes of the bytes that it consumed, given alone and flushed, the same text", () => {
  const property = fc.property(fc.oneof(lineInputs, recordInputs), (input) => {
    for (const flush of ["none", "lines", "all"] as const) {
      const first = cut(input.bytes, { ...input, flush, part: 0 });
      const consumed = input.bytes.slice(0, first.consumed);
      const again = cut(consumed, { ...input, flush: "all", part: 0 });
      const end = first.slices.at(-1) ?? 0;
      assert.deepEqual(again.slices, first.slices);
      assert.deepEqual(again.positions, first.positions);
      assert.deepEqual(again.ends, first.ends);
      assert.deepEqual(again.bytes.subarray(0, end), first.bytes.subarray(0, end));
    }
  });
  fc.assert(property, { numRuns: 1_000 });
});

Deno.test("cut loses and repeats no byte of lines, however they arrive and are flushed", () => {
  const property = fc.property(
    lineInputs,
    arrivals,
    flushes("none", "lines", "all"),
    (input, how, list) => {
      const { events } = cutStream(input, { ...how, flushes: list });
      const source = toLatin1(input.bytes);
      let end = 0;
      for (const { text, position } of events) {
        assert.match(source.slice(end, position), /^\s*$/);
        end = position + text.length;
        assert.equal(text, source.slice(position, end));
      }
      assert.match(source.slice(end), /^\s*$/);
    },
  );
  fc.assert(property, { numRuns: 1_200 });
});

Deno.test("cut loses and repeats no record, however they arrive and are flushed", () => {
  const property = fc.property(
    recordInputs,
    arrivals,
    flushes("none", "lines"),
    (input, how, list) => {
      // So few events a cut that groups of records have to be ended for it.
      const eventsMax = 1 + list.length % 5;
      const { events, blank } = cutStream({ ...input, eventsMax }, { ...how, flushes: list });
      const left = countRecords(input, events);
      assert.equal([...left.values()].reduce((sum, count) => sum + count, 0), blank);
      assert([...left.values()].every((count) => count >= 0));
    },
  );
  fc.assert(property, { numRuns: 1_200 });
});

Deno.test("cut never fails and always goes on, whatever the bytes", () => {
  const byte = fc.oneof(fc.nat(255), fc.constantFrom(...encode(' \t\r\n{}:aF\\"')));
  const bytes = fc.array(byte, { maxLength: 200 }).map((list) => Uint8Array.from(list));
  const prefix = fc.constantFrom("", '{"log":"', "2025-10-23T14:32:15Z stdout P ", "Traceback (m");
  const options = fc.record({
    format: fc.constantFrom(...FORMATS),
    flush: fc.constantFrom<CutOptions["flush"]>("none", "lines", "all"),
    part: fc.nat(2),
    eventsMax: fc.integer({ min: 1, max: 9 }),
    eventBytesMax: fc.constant(50),
    bom: fc.boolean(),
  }, { noNullPrototype: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(prefix, bytes)), options, (list, options) => {
      const input = Uint8Array.from(list.flatMap(([text, rest]) => [...encode(text), ...rest]));
      const result = cut(input, options);
      assertShape(result, input.length);
      assert(result.positions.length <= options.eventsMax);
      if (input.length >= 100) assert(result.consumed > 0);
      if (options.flush === "all" && input.length > 0) assert(result.consumed > 0);
    }),
    { numRuns: 1_200 },
  );
});

const ALL_AT_ONCE = { steps: [2 ** 30], flushes: [], windowBytes: 2 ** 30 };

function flushes(...kinds: CutOptions["flush"][]): fc.Arbitrary<CutOptions["flush"][]> {
  return fc.array(fc.constantFrom(...kinds));
}

/** How often each record stands in the source more than in the events. */
function countRecords(input: Input, events: readonly PlacedText[]): Map<string, number> {
  const left = new Map<string, number>();
  for (const record of toLatin1(input.bytes).split("\n")) {
    if (record !== "") left.set(record, (left.get(record) ?? 0) + 1);
  }
  for (const record of events.flatMap(({ text }) => text.split("\n"))) {
    left.set(record, (left.get(record) ?? 0) - 1);
  }
  return left;
}

/** The model: whole characters, as many as fit. */
function toParts(text: string, bytesMax: number): { text: string; part: number }[] {
  if (encode(text).length <= bytesMax) return [{ text, part: 0 }];
  const parts = [""];
  for (const character of text) {
    const grown = parts.at(-1)! + character;
    if (encode(grown).length > bytesMax) parts.push(character);
    else parts[parts.length - 1] = grown;
  }
  return parts.map((each, i) => ({ text: each, part: i + 1 }));
}

function toLatin1(bytes: Uint8Array): string {
  return new TextDecoder("latin1").decode(bytes);
}
