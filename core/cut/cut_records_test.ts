import assert from "node:assert/strict";
import { cut } from "./cut.ts";
import { cutEvents, cutTexts, encode, WHOLE } from "./test_events.ts";
import { TRACES } from "./test_traces.ts";

type Stream = "stdout" | "stderr";

const FORMATS = {
  docker: (text: string, stream: Stream = "stdout", partial = false) => {
    const log = text + (partial ? "" : "\n");
    return JSON.stringify({ log, stream, time: "2025-10-23T14:32:15.123456789Z" });
  },
  cri: (text: string, stream: Stream = "stdout", partial = false) =>
    `2025-10-23T14:32:15.123456789Z ${stream} ${partial ? "P" : "F"} ${text}`,
};

for (const [name, wrap] of Object.entries(FORMATS)) {
  const format = name as keyof typeof FORMATS;
  const LINE = wrap('2025-10-23 14:32:15 ERROR "pay" failed');
  const NEXT = wrap('{"level":"info"}');
  const run = (lines: readonly string[]) => cutTexts(lines.join("\n") + "\n", { format });

  for (const [of, trace] of Object.entries(TRACES)) {
    Deno.test(`cut makes one event of a trace in records (${format}, ${of})`, () => {
      const records = trace.split("\n").map((line) => wrap(line, "stderr"));
      assert.deepEqual(run([...records, NEXT, LINE]), [records.join("\n"), NEXT, LINE]);
    });
  }

  Deno.test(`cut joins frames and an exception to the record before them (${format})`, () => {
    const event = [LINE, wrap("java.io.IOException: x"), wrap("\tat a.B.c(B.java:1)")];
    assert.deepEqual(run([...event, NEXT]), [event.join("\n"), NEXT]);
    assert.deepEqual(run([event[0]!, event[1]!, NEXT]), [event[0], event[1], NEXT]);
    assert.deepEqual(run([event[0]!, event[1]!]), [event[0], event[1]]);
  });

  Deno.test(`cut joins partial records up to the one that completes them (${format})`, () => {
    const event = [wrap("a", "stdout", true), wrap(" b", "stdout", true), wrap("", "stdout")];
    assert.deepEqual(run([...event, NEXT]), [event.join("\n"), NEXT]);
  });

  Deno.test(`cut completes the partial records of each stream on its own (${format})`, () => {
    const [a, b, c] = [wrap("a", "stdout", true), wrap("b", "stdout", true), wrap("c", "stdout")];
    const [x, y] = [wrap("x", "stderr", true), wrap("y", "stderr")];
    const input = [a, x, b, NEXT.replace("stdout", "stderr"), c, y].join("\n");
    // The record of stderr that stands in the middle completes x.
    const events = cutEvents(input, { format });
    assert.deepEqual(events.map(({ text }) => text), [
      [a, b, c].join("\n"),
      [x, NEXT.replace("stdout", "stderr")].join("\n"),
      y,
    ]);
    assert.deepEqual(events.map(({ position }) => position), [
      0,
      a.length + 1,
      input.length - y.length,
    ]);
    assert.deepEqual(events.map(({ end }) => end), [
      a.length + 1,
      input.length - y.length,
      input.length,
    ]);
  });

  Deno.test(`cut joins a trace whose records stand between those of another stream (${format})`, () => {
    const trace = TRACES["Java in main"]!.split("\n").map((line) => wrap(line, "stderr"));
    const [first, ...rest] = trace;
    assert.deepEqual(run([LINE, first!, NEXT, ...rest, wrap("end")]), [
      LINE,
      trace.join("\n"),
      NEXT,
      wrap("end"),
    ]);
  });

  Deno.test(`cut ends an event after some lines of another stream (${format})`, () => {
    const head = wrap("Error: x", "stderr");
    const frame = wrap("    at a (b.js:1:2)", "stderr");
    const others = Array<string>(8).fill(NEXT);
    assert.deepEqual(run([head, ...others, frame])[0], `${head}\n${frame}`);
    assert.deepEqual(run([head, NEXT, ...others, frame])[0], head);
  });

  Deno.test(`cut holds back, of both streams, what an open event stands before or between (${format})`, () => {
    const input = [LINE, NEXT, wrap("x", "stderr"), NEXT, wrap(" y", "stderr"), NEXT, ""].join(
      "\n",
    );
    const { positions, consumed } = cut(encode(input), { ...WHOLE, format, flush: "none" });
    assert.equal(positions.length, 2);
    assert.equal(consumed, `${LINE}\n${NEXT}\n`.length);
    assert.equal(cutEvents(input, { format, flush: "lines" }).length, 5);
  });

  Deno.test(`cut drops and counts records of blank text (${format})`, () => {
    const input = [LINE, wrap(""), wrap(" \t\r"), NEXT, wrap(""), ""].join("\n");
    assert.equal(cut(encode(input), { ...WHOLE, format }).blank, 3);
    assert.deepEqual(cutTexts(input, { format }), [LINE, NEXT]);
  });

  Deno.test(`cut takes a line that is no record as an event of its own (${format})`, () => {
    assert.deepEqual(run([wrap("a", "stdout", true), "  torn", wrap("b"), wrap(" c")]), [
      wrap("a", "stdout", true),
      "  torn",
      `${wrap("b")}\n${wrap(" c")}`,
    ]);
  });

  Deno.test(`cut begins a new event after 1,000 records (${format})`, () => {
    const events = run(Array<string>(1_001).fill(wrap(" x")));
    assert.deepEqual(events.map((text) => text.split("\n").length), [1_000, 1]);
  });

  Deno.test(`cut gives out a partial record that never completes when it is long enough (${format})`, () => {
    const piece = wrap("x".repeat(50), "stdout", true);
    const eventBytesMax = 3 * piece.length + 2;
    const input = Array<string>(9).fill(piece).join("\n") + "\n";
    const options = { ...WHOLE, format, flush: "none", eventBytesMax } as const;
    assert.equal(cut(encode(input), options).positions.length, 2);
    assert.deepEqual(cutTexts(input, { format, eventBytesMax }), [
      ...Array<string>(3).fill([piece, piece, piece].join("\n")),
    ]);
  });
}

Deno.test("cut reads docker records whatever the order of their members", () => {
  const records = [
    '{"stream":"stderr","log":"Error: x\\n","time":"2025-10-23T14:32:15Z"}',
    '{ "log": "    at a (b.js:1:2)\\r\\n", "stream": "stderr" }',
    '{"log":"\\u0009at c (d.js:1:2)\\n","stream":"stderr","attrs":{"a":"b"},"time":""}',
  ];
  assert.deepEqual(cutTexts(records.join("\n"), { format: "docker" }), [records.join("\n")]);
});
