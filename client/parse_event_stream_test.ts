import assert from "node:assert/strict";
import fc from "fast-check";
import { createEventStreamParser, type StreamMessage } from "./parse_event_stream.ts";

function parse(...pieces: readonly string[]): StreamMessage[] {
  return pieces.flatMap(createEventStreamParser());
}

function message(given: Partial<StreamMessage>): StreamMessage {
  return { event: "message", data: null, id: null, retryMs: null, ...given };
}

Deno.test("an event stream is read as the HTML standard says", () => {
  const table: [string, StreamMessage[]][] = [
    ["data: a\n\n", [message({ data: "a" })]],
    ["data:a\r\n\r\ndata\r\rdata: \n\n", ["a", "", ""].map((data) => message({ data }))],
    ["data:  a\ndata:b:c\n\n", [message({ data: " a\nb:c" })]],
    ["event: log\nid: 7\ndata: {}\n\n", [message({ event: "log", id: "7", data: "{}" })]],
    ["id: 7\n\n: beat\nid\n\n", [message({ id: "7" }), message({ id: "" })]],
    ["id: 7\ndata:x\n\nid: 8\0\ndata:y\n\n", [
      message({ id: "7", data: "x" }),
      message({ id: "7", data: "y" }),
    ]],
    ["retry: 2000\n\nretry: soon\nretry: -1\nother: x\n\n", [
      message({ retryMs: 2000 }),
      message({}),
    ]],
    ["\n\n\ndata: not ended\n", []],
  ];
  for (const [text, expected] of table) {
    assert.deepEqual(parse(text), expected, JSON.stringify(text));
  }
});

Deno.test("an event stream is read the same, however it is cut", () => {
  const lines = fc.constantFrom(
    "data: a",
    "data",
    "id: 1",
    "event: log",
    ": c",
    "",
    "",
    "retry: 5",
  );
  const ends = fc.constantFrom("\n", "\r", "\r\n");
  fc.assert(fc.property(
    fc.array(fc.tuple(lines, ends), { maxLength: 30 }),
    fc.array(fc.nat(300), { maxLength: 12 }),
    (parts, cuts) => {
      const text = parts.flat().join("");
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)), text.length]
        .sort((a, b) => a - b);
      const pieces = places.slice(1).map((place, i) => text.slice(places[i], place));
      const whole = parse(text.replaceAll(/\r\n?/g, "\n"));
      assert.deepEqual(parse(...pieces), whole);
      assert.deepEqual(parse(...text), whole);
    },
  ));
});

Deno.test("a message without an end does not fill the memory", () => {
  const piece = "x".repeat(1024 * 1024);
  for (const end of ["", "\n"]) {
    const parser = createEventStreamParser();
    assert.throws(() => {
      for (let i = 0; i < 18; i++) parser(`data: ${piece}${end}`);
    }, RangeError);
  }
});
