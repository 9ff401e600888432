import assert from "node:assert/strict";
import { EVENT_BYTES_MAX } from "../raw_batch.ts";
import { cut } from "./cut.ts";
import { cutEvents, cutTexts, encode, WHOLE } from "./test_events.ts";

Deno.test("cut ends lines at newlines and leaves a return before them out", () => {
  assert.deepEqual(cutEvents("one\r\ntwo\nth\rree\r"), [
    { text: "one", position: 0, end: 5, part: 0 },
    { text: "two", position: 5, end: 9, part: 0 },
    { text: "th\rree\r", position: 9, end: 16, part: 0 },
  ]);
});

Deno.test("cut drops and counts blank lines, and the event before them accounts for them", () => {
  const input = "\na\n \t\r\n\nb\n\n";
  assert.equal(cut(encode(input), WHOLE).blank, 4);
  assert.deepEqual(cutEvents(input), [
    { text: "a", position: 1, end: 8, part: 0 },
    { text: "b", position: 8, end: 11, part: 0 },
  ]);
  const { blank, consumed, positions } = cut(encode("\n\r\n  "), { ...WHOLE, flush: "none" });
  assert.deepEqual([blank, consumed, positions.length], [2, 3, 0]);
});

Deno.test("cut holds back a partial line and an event that could go on, until flushed", () => {
  const run = (flush: "none" | "lines" | "all") => {
    const { consumed, part } = cut(encode("a\nb\n\n c"), { ...WHOLE, flush });
    return { texts: cutTexts("a\nb\n\n c", { flush }), consumed, part };
  };
  assert.deepEqual(run("none"), { texts: ["a"], consumed: 2, part: 0 });
  assert.deepEqual(run("lines"), { texts: ["a", "b"], consumed: 5, part: 0 });
  assert.deepEqual(run("all"), { texts: ["a", "b", " c"], consumed: 7, part: 1 });
});

Deno.test("cut holds back a line that joins the one before it if a frame follows", () => {
  const input = "2025-10-23 INFO x\njava.io.IOException: x\n\tat";
  assert.equal(cut(encode(input), { ...WHOLE, flush: "none" }).consumed, 0);
  assert.equal(cutTexts(input, { flush: "lines" }).length, 2);
});

Deno.test("cut goes on with a line that was flushed before it ended", () => {
  const run = (text: string, part: number) => {
    const { consumed, part: next, parts } = cut(encode(text), { ...WHOLE, flush: "none", part });
    return { consumed, next, parts: parts === null ? null : [...parts] };
  };
  assert.deepEqual(run("rest\r\nx", 1), { consumed: 6, next: 0, parts: [2] });
  assert.deepEqual(run("\r\nx", 1), { consumed: 2, next: 0, parts: null });
  assert.deepEqual(run("rest", 1), { consumed: 0, next: 1, parts: null });
  assert.deepEqual(cutEvents("rest", { part: 1 }), [{
    text: "rest",
    position: 0,
    end: 4,
    part: 2,
  }]);
});

Deno.test("cut gives out a long line in parts, not inside a character", () => {
  const events = cutEvents("abcdefgä€🙂xyz\n", { eventBytesMax: 8 });
  assert.deepEqual(events.map(({ text }) => text), ["abcdefg", "ä€", "🙂xyz"]);
  assert.deepEqual(events.map(({ part }) => part), [1, 2, 3]);
  const broken = Uint8Array.of(...encode("abcdefg"), 0x80, 0x80, 0x80, 0x80, 10);
  assert.deepEqual(cutEvents(broken, { eventBytesMax: 8 }).map(({ end }) => end), [8, 12]);
});

Deno.test("cut gives out parts of a long line as soon as they are sure", () => {
  const run = (text: string) => {
    const options = { ...WHOLE, flush: "none", eventBytesMax: 4 } as const;
    const { consumed, part } = cut(encode(text), options);
    return [consumed, part];
  };
  assert.deepEqual(run("abcd"), [0, 0]);
  assert.deepEqual(run("abcd\r"), [0, 0]);
  assert.deepEqual(run("abcde"), [4, 1]);
  assert.deepEqual(run("abcd\rx"), [4, 1]);
  assert.deepEqual(run("abcdefghi"), [8, 2]);
  assert.deepEqual(cutTexts("abcd\r\n", { eventBytesMax: 4 }), ["abcd"]);
});

Deno.test("cut makes parts of 256 KiB", () => {
  const { slices, consumed } = cut(new Uint8Array(600_000).fill(65), { ...WHOLE, flush: "none" });
  assert.deepEqual([...slices], [0, EVENT_BYTES_MAX, EVENT_BYTES_MAX, 2 * EVENT_BYTES_MAX]);
  assert.equal(consumed, 2 * EVENT_BYTES_MAX);
});

Deno.test("cut begins a new event after 1,000 lines, or where the bytes are too many", () => {
  const lines = (count: number) => "x" + "\n y".repeat(count - 1);
  assert.deepEqual(cutTexts(lines(1_001)), [lines(1_000), " y"]);
  assert.deepEqual(cutTexts("abc\n d\n e\n f", { eventBytesMax: 9 }), ["abc\n d\n e", " f"]);
});

Deno.test("cut joins an exception to a record only where its first frame fits, too", () => {
  const event = "2025-10-23 INFO x\njava.io.IOException: x\n\tat a.B.c(D.java:1)";
  assert.deepEqual(cutTexts(event, { eventBytesMax: event.length }), [event]);
  const [record, ...trace] = event.split("\n");
  assert.deepEqual(cutTexts(event, { eventBytesMax: event.length - 1 }), [
    record,
    trace.join("\n"),
  ]);
});

Deno.test("cut stops after eventsMax events, before the next line", () => {
  const { positions, consumed } = cut(encode("a\n b\n\nc\nd\n"), { ...WHOLE, eventsMax: 2 });
  assert.deepEqual([[...positions], consumed], [[0, 6], 8]);
});

Deno.test("cut passes over a byte order mark when told that the bytes are the first", () => {
  const event = { text: "a", position: 3, end: 5, part: 0 };
  assert.deepEqual(cutEvents("\ufeffa\n", { bom: true }), [event]);
  assert.deepEqual(cutTexts("\ufeffa\n"), ["\ufeffa"]);
});
